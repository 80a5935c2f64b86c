-- An earlier capture of the same address with the same digest in the archive that is stored already.
select url, timestamp, payload_digest
from mementos
where
    source = $source and urlkey = $urlkey and url = $url and digest = $digest
    and payload_digest is not null and timestamp < $timestamp
order by timestamp
limit 1

-- Payload digests under which addresses are stored.
select distinct
    url,
    payload_sha256
from read_parquet({{index}})
where url in (select unnest($urls::varchar[]))

-- Captures that were rejected for want of a payload, and whose record has another id since that was found.
select c.capture_id
from lake.rejects as r
inner join lake.captures as c on r.capture_id = c.capture_id
inner join read_parquet({{index}}) as i on c.warc_file = i.warc_file and c.warc_offset = i.warc_offset
where r.reason = $reason and c.capture_id <> i.capture_id
order by c.capture_id

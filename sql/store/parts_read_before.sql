-- Staged parts with captures that the lake holds already: read again.
select distinct s.filename
from read_parquet({{parts}}, filename = true) as s
semi join lake.captures as c on s.capture_id = c.capture_id
order by s.filename

-- Index files with revisits whose payload was not found yet.
select distinct filename
from read_parquet({{index}}, filename = true)
where payload_file is null
order by filename

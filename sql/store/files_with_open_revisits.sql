-- Index files with revisits whose payload was not found yet.
select distinct filename
from read_parquet({{index}}, filename = true)
where payload_file is null and (stated_digest is not null or refers_to_url is not null)
order by filename

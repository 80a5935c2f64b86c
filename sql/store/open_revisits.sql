-- What the revisits whose payload was not found yet say of it.
select
    stated_digest,
    refers_to_url,
    refers_to_at
from read_parquet({{index}})
where payload_file is null

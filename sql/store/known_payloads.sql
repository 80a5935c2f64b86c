-- Payload digests under which an address is stored.
select distinct payload_sha256 from read_parquet({{index}}) where url = $url

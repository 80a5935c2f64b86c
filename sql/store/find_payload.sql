-- Where the payload of a revisit lies: the first stored response with the digest that the revisit states.
select stated_digest, payload_sha256, payload_bytes, payload_file, payload_offset, content_type, http_status
from read_parquet({{index}})
where stated_digest in (select unnest($digests::varchar[])) and payload_file is not null
qualify row_number() over (partition by stated_digest order by warc_file, warc_offset) = 1

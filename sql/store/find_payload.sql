-- Where the payload of a revisit lies: the first stored response with the digest that the revisit states.
select
    capture_id,
    url,
    captured_at,
    http_status,
    content_type,
    location,
    payload_sha256,
    payload_bytes,
    warc_file,
    warc_offset,
    payload_file,
    payload_offset,
    stated_digest,
    verdict
from read_parquet({{index}})
where stated_digest in (select unnest($digests::varchar[])) and payload_file is not null
qualify row_number() over (partition by stated_digest order by warc_file, warc_offset) = 1

-- Where the payload of a revisit lies: the first stored response with the digest that the revisit states.
select {{columns}}
from read_parquet({{index}})
where stated_digest in (select unnest($digests::varchar[])) and payload_file is not null
qualify row_number() over (partition by stated_digest order by warc_file, warc_offset) = 1

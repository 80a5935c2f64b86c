-- The first stored response of each address and time that revisits refer to.
with
wanted as (
    select
        unnest($urls::varchar[]) as url,
        unnest($moments::timestamptz[]) as captured_at
)

select {{columns}}
from read_parquet({{index}})
semi join wanted using (url, captured_at)
where payload_file is not null
qualify row_number() over (partition by url, captured_at order by warc_file, warc_offset) = 1

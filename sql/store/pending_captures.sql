-- Captures to extract: stored ones, less those that the lake holds as the present extractors read them, unless they
-- are to be read again: all of them, or those of a site and of days of capture.
-- One capture may lie in several archives; the first in order of file and offset is taken. Where an archive has come
-- that goes before the one it was read from, it is read again, so that the order of imports makes no difference.
with
moved as (
    select i.capture_id
    from read_parquet({{index}}) as i
    inner join lake.captures as c on i.capture_id = c.capture_id
    where i.warc_file < c.warc_file or (i.warc_file = c.warc_file and i.warc_offset < c.warc_offset)
)

select *
from read_parquet({{index}})
where
    capture_id in (select capture_id from moved)
    or capture_id not in (
        select capture_id
        from lake.captures
        where
            extractor in (select unnest($extractors::varchar[]))
            and not (
                $again
                and ($site::varchar is null or site = $site)
                and ($first_day::date is null or captured_at::date >= $first_day)
                and ($last_day::date is null or captured_at::date <= $last_day)
            )
    )
qualify row_number() over (partition by capture_id order by warc_file, warc_offset) = 1
order by payload_file, payload_offset, warc_file, warc_offset

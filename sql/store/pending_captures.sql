-- Captures to extract: stored ones, less those that the lake holds as the present extractors read them, unless they
-- are to be read again: all of them, or those of a site and of days of capture.
-- One capture may lie in several archives; the first in order of file and offset is taken.
select *
from read_parquet({{index}})
where
    capture_id not in (
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

-- Captures to extract: stored ones that the lake doesn't hold, published ones that an older extractor read, and those
-- that are to be read again: all of them, or those of a site and of days of capture.
-- One capture may lie in several archives; the first in order of file and offset is taken.
select indexed.* exclude (stale)
from (
    select i.*, coalesce(c.capture_id is not null, false) as stale
    from read_parquet({{index}}) as i
    left join lake.captures as c using (capture_id)
    where
        c.capture_id is null
        or c.extractor not in (select unnest($extractors::varchar[]))
        or (
            $again
            and ($site::varchar is null or c.site = $site)
            and ($first_day::date is null or c.captured_at::date >= $first_day)
            and ($last_day::date is null or c.captured_at::date <= $last_day)
        )
    qualify row_number() over (partition by i.capture_id order by i.warc_file, i.warc_offset) = 1
) as indexed
order by payload_file, payload_offset, warc_file, warc_offset

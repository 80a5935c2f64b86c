-- Captures that held an article and that a newer reading rejects, where they are more than one in a hundred of those
-- that the run reads again: then the reading is at fault, and not the pages.
-- table: captures
-- remedy: the new extractor reads less than the old: go back to the version before, and report it
with
again as (
    select
        s.capture_id,
        s.url,
        s.outcome,
        count(*) over () as readings,
        count(*) filter (where s.outcome = 'reject') over () as rejected
    from staged_captures as s
    inner join lake_captures as l on s.capture_id = l.capture_id
    where l.outcome = 'article'
)

select capture_id, url from again where outcome = 'reject' and rejected * 100 > readings

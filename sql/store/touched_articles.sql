-- Articles to derive anew: those that a staged capture shows or showed before, or all of them.
-- Ranks in the order of ids cut them into buckets, so that parts come out sorted.
select article_id, (row_number() over (order by article_id) - 1) // $bucket_rows as bucket
from (
    select article_id from staged_observations
    union
    select article_id from lake.observations semi join staged_captures using (capture_id)
    union
    select article_id from lake.observations where $everything
) as ids
order by article_id

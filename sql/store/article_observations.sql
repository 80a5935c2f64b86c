-- All observations of a bucket's articles: staged ones, and the lake's of captures that were not read again.
select {{columns}}
from (
    select {{columns}} from staged_observations
    union all
    select {{columns}} from lake.observations anti join staged_captures using (capture_id)
) as every_one
semi join (select article_id from read_parquet({{touched}}) where bucket = $bucket) as wanted using (article_id)
order by article_id, captured_at, capture_id

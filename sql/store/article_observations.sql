-- All observations of a bucket's articles: staged ones, and the lake's of captures that were not read again.
-- A page that held several articles and is gone counts for each of them.
with
every_one as (
    select {{columns}} from staged_observations
    union all
    select {{columns}} from lake.observations anti join staged_captures using (capture_id)
),

wanted as (
    select article_id as wanted_id, split_part(article_id, '#', 1) as page_id
    from read_parquet({{touched}})
    where bucket = $bucket
),

found as (
    select * from every_one inner join wanted on every_one.article_id = wanted.wanted_id
    union all
    select * from every_one inner join wanted on every_one.article_id = wanted.page_id
    where wanted.page_id <> wanted.wanted_id and not every_one.present
)

select {{columns}}
from (select * exclude (article_id, wanted_id, page_id), wanted_id as article_id from found)
order by article_id, captured_at, capture_id

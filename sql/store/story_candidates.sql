-- Pairs of articles that share a signature, at least one of them wanted, in tasks of so many pairs. The smaller id
-- stands first. Of the lake's signatures only those that a wanted article has are looked at further.
create or replace temp table pairs as
with
asked as materialized (
    select * from staged_story_index semi join wanted using (article_id)
    union all
    select *
    from (from lake.story_index where {{among}}) semi join wanted using (article_id)
    anti join base_article using (article_id)
),

shared as materialized (
    select * from lake.story_index semi join asked using (band, bucket)
),

others as (
    select * from staged_story_index
    union all
    select * from shared anti join base_article using (article_id)
)

select *, (row_number() over (order by article_id, other_article_id) - 1) // {{pairs_a_task}} as task
from (
    select distinct
        least(w.article_id, n.article_id) as article_id,
        greatest(w.article_id, n.article_id) as other_article_id
    from asked as w
    inner join others as n on w.band = n.band and w.bucket = n.bucket
    where
        w.article_id <> n.article_id
        and (
            w.band = 0
            or (w.language = n.language and abs(date_diff('day', w.published_on, n.published_on)) <= {{days}})
        )
)

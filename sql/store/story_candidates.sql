-- Pairs of articles that share a signature of those that are looked at together, at least one of them wanted. The
-- smaller id stands first. Of the lake's signatures only those that a wanted article has are looked at further. Words
-- count within so many days: spans of so many days, the one before and the one after, so that a phrase of every report
-- costs no more for there being many years of them. Under one layout of a site only reports of one day can be the same
-- story.
insert into candidates
with
asked as materialized (
    select * from staged_story_index semi join wanted using (article_id) where bucket & {{mask}} = {{part}}
    union all
    select *
    from (from lake.story_index where {{among}} and bucket & {{mask}} = {{part}}) semi join wanted using (article_id)
    anti join base_article using (article_id)
),

shared as materialized (
    select * from lake.story_index semi join asked using (band, bucket) where bucket & {{mask}} = {{part}}
),

others as (
    select * from staged_story_index where bucket & {{mask}} = {{part}}
    union all
    select * from shared anti join base_article using (article_id)
),

dated as (
    select
        *,
        date_diff('day', date '0001-01-01', published_on) // {{days}} as span
    from others
    where band > 0
),

near as (
    select * replace (span + unnest([-1, 0, 1]) as span)
    from dated
    semi join wanted using (article_id)
),

found as (
    select
        w.article_id as one,
        n.article_id as other
    from asked as w
    inner join others as n on w.bucket = n.bucket
    where w.band = 0 and n.band = 0
    union all
    select
        w.article_id as one,
        n.article_id as other
    from near as w
    inner join dated as n on w.band = n.band and w.bucket = n.bucket and w.language = n.language and w.span = n.span
    where
        abs(date_diff('day', w.published_on, n.published_on)) <= {{days}}
        and (w.site <> n.site or w.layout is distinct from n.layout or w.published_on = n.published_on)
)

select distinct
    least(one, other) as article_id,
    greatest(one, other) as other_article_id
from found
where one <> other

-- Parties that this run finds edited out of five articles or more, and of more than twice as many as any day before.
-- table: erasures
-- remedy: news, most likely: `palimpsest erased PARTY` shows where
-- severity: warn
with
found as (
    select
        party_id,
        count(distinct article_id) as articles
    from staged_erasures
    anti join lake_erasures using (article_id, party_id, to_revision, kind)
    where kind = 'edited_out'
    group by party_id
),

days as (
    select
        party_id,
        count(distinct article_id) as articles
    from lake_erasures
    where kind = 'edited_out'
    group by party_id, erased_at::date
),

usual as (
    select
        party_id,
        max(articles) as articles
    from days
    group by party_id
)

select
    found.party_id,
    found.articles as articles_edited_out,
    coalesce(usual.articles, 0) as most_on_a_day_before
from found
left join usual on found.party_id = usual.party_id
where found.articles >= 5 and found.articles > 2 * coalesce(usual.articles, 0)
order by found.articles desc, found.party_id

-- A row is a party that at least one article no longer names, or that went with a deleted article: in how many
-- articles of all that ever named it, when, and in how many of those it is named again today.
with
named as (
    select
        m.party_id,
        count(distinct m.article_id) as articles_named
    from mentions as m
    group by m.party_id
),

named_today as (
    select distinct
        m.article_id,
        m.party_id
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and m.revision = a.revisions
),

erased as (
    select
        e.party_id,
        count(distinct e.article_id) filter (where e.kind = 'edited_out') as articles_edited,
        count(distinct e.article_id) filter (where e.kind = 'deleted') as articles_deleted,
        count(distinct e.article_id) as articles_erased,
        count(distinct t.article_id) as articles_named_again,
        min((e.erased_at at time zone 'UTC')::date) as first_erased_on,
        max((e.erased_at at time zone 'UTC')::date) as last_erased_on
    from erasures as e
    left join named_today as t on e.article_id = t.article_id and e.party_id = t.party_id
    group by e.party_id
)

select
    p.party_id,
    p.name,
    p.type,
    erased.articles_edited,
    erased.articles_deleted,
    erased.articles_named_again,
    named.articles_named,
    round(erased.articles_erased / named.articles_named, 4) as share_erased,
    erased.first_erased_on,
    erased.last_erased_on
from erased
inner join named on erased.party_id = named.party_id
inner join parties as p on erased.party_id = p.party_id

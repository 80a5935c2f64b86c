-- Question: Who is named beside one party, and more often than chance would have it?
-- Caveats: lift compares with the party's share of all articles; of parties in few articles it is large by accident,
-- so those in fewer than two common articles are left out.
-- Columns: name: the other party; type: its type; articles: articles that name both; articles_of_other: articles that
-- name the other; lift: how many times more often than by chance
-- Given: party: country:RUS, the party's id
with
live as (
    select
        article_id,
        revisions
    from articles
    where state = 'live' and language = 'en'
),

beside as (
    select
        m.article_id,
        m.revision,
        row_number() over () as number
    from mentions as m
    inner join live as a on m.article_id = a.article_id and m.revision = a.revisions
    where m.party_id = coalesce(getvariable('party'), 'country:RUS')
    group by m.article_id, m.revision
),

others as (
    select
        m.party_id,
        count(distinct b.number) as articles
    from mentions as m
    inner join beside as b on m.article_id = b.article_id and m.revision = b.revision
    where m.party_id <> coalesce(getvariable('party'), 'country:RUS')
    group by m.party_id
    having count(distinct b.number) >= 2
),

totals as (
    select
        party_id,
        any_value(name) as name,
        any_value(type) as type,
        sum(articles)::bigint as articles
    from party_months
    where party_id in (select party_id from others)
    group by party_id
)

select
    t.name,
    t.type,
    o.articles,
    t.articles as articles_of_other,
    round(
        o.articles * (select count(*) from live)
        / (t.articles * (select count(*) from beside)), 2
    ) as lift
from others as o
inner join totals as t on o.party_id = t.party_id
order by lift desc, o.articles desc, t.name
limit 50

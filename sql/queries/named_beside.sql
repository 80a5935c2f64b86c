-- Question: Who is named beside one party, and more often than chance would have it?
-- Caveats: lift compares with the party's share of all articles; of parties in few articles it is large by accident,
-- so those in fewer than two common articles are left out.
-- Columns: name: the other party; type: its type; articles: articles that name both; articles_of_other: articles that
-- name the other; lift: how many times more often than by chance
-- Given: party: country:RUS, the party's id
with
beside as materialized (
    select article_id
    from party_articles
    where party_id = coalesce(getvariable('party'), 'country:RUS')
),

others as materialized (
    select
        party_id,
        count(*) as articles
    from party_articles
    where
        article_id in (select article_id from beside)
        and party_id <> coalesce(getvariable('party'), 'country:RUS')
    group by party_id
    having count(*) >= 2
),

totals as (
    select
        party_id,
        count(*) as articles
    from party_articles
    group by party_id
)

select
    p.name,
    p.type,
    o.articles,
    t.articles as articles_of_other,
    round(
        o.articles
        * (select count(*) from articles where state = 'live' and language = 'en')
        / (t.articles * (select count(*) from beside)), 2
    ) as lift
from others as o
inner join totals as t on o.party_id = t.party_id
inner join parties as p on o.party_id = p.party_id
order by lift desc, o.articles desc, p.name
limit 50

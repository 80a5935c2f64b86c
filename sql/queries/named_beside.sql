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

counted as (
    select
        party_id,
        count(*) as articles_of_other,
        count(*) filter (where near) as articles
    from (
        select
            party_id,
            article_id in (select article_id from beside) as near
        from party_articles
    )
    group by party_id
)

select
    p.name,
    p.type,
    c.articles,
    c.articles_of_other,
    round(
        c.articles
        * (select count(*) from articles where state = 'live' and language = 'en')
        / (c.articles_of_other * (select count(*) from beside)), 2
    ) as lift
from counted as c
inner join parties as p on c.party_id = p.party_id
where c.articles >= 2 and c.party_id <> coalesce(getvariable('party'), 'country:RUS')
order by lift desc, c.articles desc, p.name
limit 50

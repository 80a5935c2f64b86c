-- The most named countries beside the DPRK: the share of a month's articles that name each. Articles as they stand now.
with
current_mentions as (
    select distinct
        a.article_id,
        m.party_id,
        date_trunc('month', a.published_on)::date as month
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and m.revision = a.revisions
    where m.type = 'country' and m.party_id <> 'country:PRK' and a.published_on is not null
),

most as (
    select party_id
    from current_mentions
    group by party_id
    order by count(*) desc, party_id
    limit 6
),

months as (
    select
        date_trunc('month', published_on)::date as month,
        count(*) as articles
    from articles
    where published_on is not null and language = 'en'
    group by all
)

select
    p.name,
    months.month,
    count(c.article_id) / months.articles as share
from most
inner join parties as p on most.party_id = p.party_id
cross join months
left join current_mentions as c on most.party_id = c.party_id and months.month = c.month
group by p.name, months.month, months.articles
order by p.name, months.month

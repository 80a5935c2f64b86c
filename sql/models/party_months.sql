-- A row is a party named by a site in a month: in how many of the month's articles, how often, and its share of them.
-- Articles count as they stand now; those without a day of publication are left out, and only those in English are read
-- for parties, so only these count. The same story on two sites counts on both.
with
dated as (
    select
        article_id,
        revisions,
        site,
        date_trunc('month', published_on)::date as month
    from articles
    where published_on is not null and language = 'en' and state = 'live'
),

months as (
    select
        site,
        month,
        count(*) as articles
    from dated
    group by site, month
),

named as (
    select
        article_id,
        revision,
        party_id,
        count(*) as mentions
    from mentions
    group by article_id, revision, party_id
),

counted as (
    select
        d.site,
        d.month,
        n.party_id,
        count(*) as articles,
        sum(n.mentions)::bigint as mentions
    from named as n
    inner join dated as d on n.article_id = d.article_id and n.revision = d.revisions
    group by d.site, d.month, n.party_id
)

select
    c.site,
    c.month,
    c.party_id,
    p.name,
    p.type,
    c.articles,
    c.mentions,
    m.articles as articles_of_month,
    round(c.articles / m.articles, 4) as share
from counted as c
inner join months as m on c.site = m.site and c.month = m.month
inner join parties as p on c.party_id = p.party_id

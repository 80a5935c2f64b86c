-- A row is a country in a month: how many of the month's stories name it, by its own name or by a party that belongs to
-- it, and its rank among the countries other than North Korea. A story on several sites counts once; articles count as
-- they stand now, in English and dated. Parties of no known country count for nothing, nor do places.
with
dated as (
    select
        article_id,
        revisions,
        story_id,
        date_trunc('month', published_on)::date as month
    from articles
    where published_on is not null and language = 'en' and state = 'live'
),

months as (
    select
        month,
        count(distinct story_id) as stories
    from dated
    group by month
),

of_country as (
    select
        party_id,
        country,
        type = 'country' as is_country
    from parties
    where country is not null and type <> 'place'
),

named as (
    select
        m.article_id,
        m.revision,
        o.country,
        bool_or(o.is_country) as by_name,
        count(*) as mentions
    from mentions as m
    inner join of_country as o on m.party_id = o.party_id
    group by m.article_id, m.revision, o.country
),

counted as (
    select
        d.month,
        n.country,
        count(distinct d.story_id) as stories,
        count(distinct d.story_id) filter (where n.by_name) as stories_by_name,
        sum(n.mentions)::bigint as mentions
    from named as n
    inner join dated as d on n.article_id = d.article_id and n.revision = d.revisions
    group by d.month, n.country
)

select
    c.month,
    c.country,
    coalesce(p.name, c.country) as name,
    c.stories,
    c.stories_by_name,
    c.mentions,
    m.stories as stories_of_month,
    round(c.stories / m.stories, 4) as share,
    case
        when c.country <> 'PRK'
            then rank() over (partition by c.month, c.country = 'PRK' order by c.stories desc)
    end as rank_abroad
from counted as c
inner join months as m on c.month = m.month
left join parties as p on p.party_id = 'country:' || c.country

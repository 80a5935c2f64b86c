-- A row is a run of days on which no article of a site is known, between days with articles: how long it is, how many
-- articles the site gave a day around it (over the four weeks with articles next to each end), and so how many may be
-- missing. listed counts the articles that listings dated within it name and that were never captured: where there are
-- some, the gap is one of capture and not of publishing.
with
days as (
    select
        site,
        published_on,
        count(*) as articles
    from articles
    where published_on is not null
    group by site, published_on
),

neighbours as (
    select
        site,
        published_on as day_before,
        lead(published_on) over (partition by site order by published_on) as day_after
    from days
),

gaps as (
    select
        site,
        day_before + 1 as first_day,
        day_after - 1 as last_day,
        day_after - day_before - 1 as days
    from neighbours
    where day_after - day_before > 1
),

around as (
    select
        g.site,
        g.first_day,
        sum(d.articles) / count(*) as articles_a_day
    from gaps as g
    inner join days as d
        on
            g.site = d.site
            and (
                d.published_on between g.first_day - 28 and g.first_day - 1
                or d.published_on between g.last_day + 1 and g.last_day + 28
            )
    group by g.site, g.first_day
),

unseen as (
    select distinct
        c.site,
        s.article_id,
        s.listed_on
    from sightings as s
    inner join captures as c on s.capture_id = c.capture_id
    left join articles as a on s.article_id = a.article_id
    where s.listed_on is not null and s.article_id is not null and a.article_id is null
),

listed as (
    select
        g.site,
        g.first_day,
        count(distinct u.article_id) as listed
    from gaps as g
    inner join unseen as u on g.site = u.site and u.listed_on between g.first_day and g.last_day
    group by g.site, g.first_day
)

select
    g.site,
    g.first_day,
    g.last_day,
    g.days::integer as days,
    round(a.articles_a_day, 2) as articles_a_day,
    round(a.articles_a_day * g.days, 0)::bigint as articles_expected,
    coalesce(l.listed, 0) as listed
from gaps as g
inner join around as a on g.site = a.site and g.first_day = a.first_day
left join listed as l on g.site = l.site and g.first_day = l.first_day

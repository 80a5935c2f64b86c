-- Question: Which stories appear on one site only?
-- Caveats: On one site of those captured, near the time: a site counts as able to show a story where it has articles
-- in the same calendar week. English only, since stories are joined within one language.
-- Columns: site: site that has the story; published_on: day of publication; title: title; article_id: article;
-- missing_on: sites that published that week without it
with
shown as (
    select
        article_id,
        story_id,
        site,
        published_on
    from articles
    where state = 'live' and language = 'en'
),

shared as (
    select story_id
    from shown
    where story_id in (select s.story_id from shown as s where s.article_id <> s.story_id)
    group by story_id
    having min(site) <> max(site)
),

weeks as (
    select
        date_trunc('week', published_on)::date as week,
        list(distinct site order by site) as sites
    from articles
    where published_on is not null and language = 'en'
    group by date_trunc('week', published_on)::date
),

newest as (
    select
        shown.article_id,
        weeks.sites
    from shown
    inner join weeks on date_trunc('week', shown.published_on)::date = weeks.week
    where len(weeks.sites) > 1 and shown.story_id not in (select story_id from shared)
    order by shown.published_on desc, shown.site, shown.article_id
    limit 200
)

select
    a.site,
    a.published_on,
    a.title,
    a.article_id,
    list_filter(n.sites, lambda s: s <> a.site) as missing_on
from newest as n
inner join articles as a on n.article_id = a.article_id
order by a.published_on desc, a.site, a.article_id

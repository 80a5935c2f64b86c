-- Question: Which stories appear on one site only?
-- Caveats: On one site of those captured, near the time: a site counts as able to show a story where it has articles
-- in the same calendar week. English only, since stories are joined within one language.
-- Columns: site: site that has the story; published_on: day of publication; title: title; article_id: article;
-- missing_on: sites that published that week without it
with
stories as (
    select
        story_id,
        min(article_id) as article_id
    from articles
    where state = 'live' and language = 'en'
    group by story_id
    having min(site) = max(site)
),

weeks as (
    select distinct
        site,
        date_trunc('week', published_on)::date as week
    from articles
    where published_on is not null and language = 'en'
),

missing as (
    select
        a.article_id,
        list(w.site order by w.site) as missing_on
    from stories as s
    inner join articles as a on s.article_id = a.article_id
    inner join weeks as w on date_trunc('week', a.published_on)::date = w.week and a.site <> w.site
    group by a.article_id
)

select
    a.site,
    a.published_on,
    a.title,
    a.article_id,
    m.missing_on
from missing as m
inner join articles as a on m.article_id = a.article_id
order by a.published_on desc, a.site, a.article_id
limit 200

-- Articles by site: how many, over which days, how many of these days have none.
select
    site, count(*) as articles, min(published_on) as first_day, max(published_on) as last_day,
    date_diff('day', min(published_on), max(published_on)) + 1 - count(distinct published_on) as days_without,
    max(last_captured_at) as last_captured_at
from articles
group by site
order by site

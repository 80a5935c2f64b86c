-- Days of the last year of a site with less than half of the articles that a day of the weeks around it usually has.
with
span as (
    select site, greatest(min(published_on), max(published_on) - 365) as first_day, max(published_on) as last_day
    from articles
    where published_on is not null
    group by site
),

days as (
    select span.site, unnest(generate_series(span.first_day, span.last_day, interval 1 day))::date as day
    from span
),

counted as (
    select d.site, d.day, count(a.article_id) as articles
    from days as d
    left join articles as a on d.site = a.site and d.day = a.published_on
    group by d.site, d.day
),

usual as (
    select
        site, day, articles,
        median(articles) over (partition by site order by day rows between 14 preceding and 14 following) as usual
    from counted
)

select site, day, articles, usual
from usual
where usual >= 4 and articles < usual / 2
order by site, day desc
limit 40

-- Sites where more than a tenth of this run's articles lack a title, a day of issue, a day stated by the page, or a
-- dateline, and a tenth more than before (ten articles or more). The last two count only against the site's own past.
-- table: articles
-- remedy: the site has probably changed its pages: `palimpsest inspect` a page of the failing rows
-- severity: warn
with
fresh as (
    select
        a.site,
        trim(a.title) = '' as title,
        a.published_on is null as published_on,
        coalesce(a.published_from, '') like '%inferred' as stated_day,
        not exists (select 1 from staged_datelines as d where d.article_id = a.article_id) as dateline
    from staged_articles as a
    where a.capture_id in (select s.capture_id from staged_captures as s)
),

shares as (
    select
        site,
        count(*) as articles,
        avg(title::int) as title,
        avg(published_on::int) as published_on,
        avg(stated_day::int) as stated_day,
        avg(dateline::int) as dateline
    from fresh
    group by site
    having count(*) >= 10
),

-- Only of sites that are in question the past is read: of a large lake that takes seconds.
found as materialized (
    from (unpivot shares on title, published_on, stated_day, dateline into name field value lacking) where lacking > 0.1
),

past as (
    select
        a.site,
        trim(a.title) = '' as title,
        a.published_on is null as published_on,
        coalesce(a.published_from, '') like '%inferred' as stated_day,
        not exists (select 1 from next_datelines as d where d.article_id = a.article_id) as dateline
    from next_articles as a
    where
        a.site in (select f.site from found as f)
        and a.capture_id not in (select s.capture_id from staged_captures as s)
),

shares_before as (
    select
        site,
        avg(title::int) as title,
        avg(published_on::int) as published_on,
        avg(stated_day::int) as stated_day,
        avg(dateline::int) as dateline
    from past
    group by site
    having count(*) >= 10
),

usual as (
    unpivot shares_before on title, published_on, stated_day, dateline into name field value lacking
)

select
    found.site,
    found.field,
    found.articles,
    round(found.lacking, 3) as share_lacking,
    round(usual.lacking, 3) as share_before
from found
left join usual on found.site = usual.site and found.field = usual.field
where found.lacking > coalesce(usual.lacking, if(found.field in ('title', 'published_on'), 0, 1)) + 0.1
order by found.site, found.field

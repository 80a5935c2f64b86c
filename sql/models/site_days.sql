-- A row is a site and a day (UTC) on which captures asked again for articles of it: how many of those that were live at
-- their last capture before were lost, and how many of those that were gone came back.
with
pages as (
    select
        article_id,
        split_part(article_id, '#', 1) as page_id
    from articles
    where contains(article_id, '#')
),

seen as (
    select
        article_id,
        site,
        captured_at,
        capture_id,
        present
    from observations
    union all
    -- A page that held several articles and is gone counts for each of them.
    select
        pages.article_id,
        o.site,
        o.captured_at,
        o.capture_id,
        o.present
    from observations as o
    inner join pages on o.article_id = pages.page_id
    where not o.present
),

ordered as (
    select
        site,
        captured_at,
        present,
        article_id,
        lag(present) over (partition by article_id order by captured_at, capture_id) as present_before
    from seen
)

select
    site,
    (captured_at at time zone 'UTC')::date as day,
    min(captured_at) as first_at,
    max(captured_at) as last_at,
    count(distinct article_id) filter (where present_before) as asked_live,
    count(distinct article_id) filter (where present_before and not present) as lost,
    count(distinct article_id) filter (where not present_before) as asked_gone,
    count(distinct article_id) filter (where not present_before and present) as returned
from ordered
where present_before is not null
group by all

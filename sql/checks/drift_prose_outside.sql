-- Layouts that leave out of their articles more than a tenth of the prose of this run's pages, and a tenth more of it
-- than before (ten pages or more).
-- table: captures
-- remedy: the site has probably changed its pages: `palimpsest inspect` a page of the failing rows
-- severity: warn
with
found as (
    select
        site,
        layout,
        count(*) as pages,
        avg(prose_outside) as outside
    from staged_captures
    where prose_outside is not null
    group by site, layout
),

usual as (
    select
        site,
        layout,
        avg(prose_outside) as outside
    from lake_captures
    anti join staged_captures using (capture_id)
    where prose_outside is not null
    group by site, layout
)

select
    found.site,
    found.layout,
    found.pages,
    round(found.outside, 3) as prose_outside,
    round(usual.outside, 3) as prose_outside_before
from found
left join usual on found.site = usual.site and found.layout = usual.layout
where found.pages >= 10 and found.outside > 0.1 and found.outside > coalesce(usual.outside, 0) + 0.1
order by found.site, found.layout

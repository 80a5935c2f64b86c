-- Sites of which more than a twentieth of this run's article pages bear no known layout's marks or hold no words where
-- the layout has them, and more than twice as many as before (ten pages or more).
-- table: captures
-- remedy: the site has probably changed its pages: `palimpsest inspect` a page of the failing rows
-- severity: warn
with
found as (
    select
        c.site,
        count(*) as pages,
        avg((c.layout = 'unknown' or r.capture_id is not null)::int) as unknown
    from staged_captures as c
    left join staged_rejects as r
        on c.capture_id = r.capture_id and (r.stage = 'layout' or r.reason in ('empty_body', 'no_words'))
    where c.outcome = 'article' or r.capture_id is not null
    group by c.site
),

usual as (
    select
        c.site,
        avg((c.layout = 'unknown' or r.capture_id is not null)::int) as unknown
    from lake_captures as c
    left join lake_rejects as r
        on c.capture_id = r.capture_id and (r.stage = 'layout' or r.reason in ('empty_body', 'no_words'))
    anti join staged_captures as s on c.capture_id = s.capture_id
    where c.outcome = 'article' or r.capture_id is not null
    group by c.site
)

select
    found.site,
    found.pages,
    round(found.unknown, 3) as share_of_no_layout,
    round(usual.unknown, 3) as share_before
from found
left join usual on found.site = usual.site
where found.pages >= 10 and found.unknown > 0.05 and found.unknown > 2 * coalesce(usual.unknown, 0)
order by found.site

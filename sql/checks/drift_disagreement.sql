-- Layouts on whose articles trafilatura's words differ by more than 2 % in more than a twentieth of this run's, and
-- more than twice as often as before (ten articles or more); the shares are of those of which it was asked.
-- table: captures
-- remedy: the site has probably changed its pages: `palimpsest inspect` a page of the failing rows
-- severity: warn
with
found as (
    select
        site,
        layout,
        count(*) as articles,
        avg((disagreement > 0.02)::int) as disagreeing
    from staged_observations
    where present and layout != 'unknown'
    group by site, layout
),

usual as (
    select
        site,
        layout,
        avg((disagreement > 0.02)::int) as disagreeing
    from lake_observations
    anti join staged_captures using (capture_id)
    where present and layout != 'unknown'
    group by site, layout
)

select
    found.site,
    found.layout,
    found.articles,
    round(found.disagreeing, 3) as share_disagreeing,
    round(usual.disagreeing, 3) as share_before
from found
left join usual on found.site = usual.site and found.layout = usual.layout
where
    found.articles >= 10
    and found.disagreeing > 0.05
    and found.disagreeing > 2 * coalesce(usual.disagreeing, 0)
order by found.site, found.layout

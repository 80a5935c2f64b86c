-- Layouts whose articles differ from trafilatura's reading of the whole page in more than three tenths of the words of
-- this run's sample, and two tenths more than before (five pages compared or more).
-- table: captures
-- remedy: the site has probably changed its pages: `palimpsest inspect` a page of the failing rows
-- severity: warn
with
found as (
    select
        site,
        layout,
        count(*) as pages,
        avg(page_disagreement) as disagreement
    from staged_captures
    where page_disagreement is not null
    group by site, layout
),

usual as (
    select
        site,
        layout,
        avg(page_disagreement) as disagreement
    from lake_captures
    anti join staged_captures using (capture_id)
    where page_disagreement is not null
    group by site, layout
)

select
    found.site,
    found.layout,
    found.pages,
    round(found.disagreement, 3) as page_disagreement,
    round(usual.disagreement, 3) as page_disagreement_before
from found
left join usual on found.site = usual.site and found.layout = usual.layout
where found.pages >= 5 and found.disagreement > 0.3 and found.disagreement > coalesce(usual.disagreement, 0) + 0.2
order by found.site, found.layout

-- How well the layouts fit a run's pages: site (null: all sites), measure, value.
with
pages as (
    select
        c.site,
        (c.layout = 'unknown' or r.capture_id is not null)::int as share_of_no_layout,
        c.prose_outside as mean_prose_outside,
        c.page_disagreement as mean_page_disagreement
    from staged_captures as c
    left join staged_rejects as r
        on c.capture_id = r.capture_id and (r.stage = 'layout' or r.reason in ('empty_body', 'no_words'))
    where c.outcome = 'article' or r.capture_id is not null
),

measures as (
    unpivot (
        select
            site,
            count(*)::double as article_pages,
            avg(share_of_no_layout) as share_of_no_layout,
            avg(mean_prose_outside) as mean_prose_outside,
            avg(mean_page_disagreement) as mean_page_disagreement
        from pages
        group by rollup (site)
    )
    on article_pages, share_of_no_layout, mean_prose_outside, mean_page_disagreement
    into name measure value value
),

disagreeing as (
    select
        site,
        'share_disagreeing' as measure,
        avg((disagreement > 0.02)::int) as value
    from staged_observations
    where disagreement is not null
    group by rollup (site)
    -- The row over all sites is there where nothing was asked of trafilatura, too.
    having count(*) > 0
)

from measures
union all
from disagreeing
order by site nulls first, measure

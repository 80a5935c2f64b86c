-- Question: What was captured and could not be read, and why?
-- Caveats: Counts captures, not articles: a page captured ten times counts ten times.
-- Columns: site: site; stage: stage that gave up; reason: reason; captures: captures; first_at: first one; last_at:
-- last one
select
    c.site,
    r.stage,
    r.reason,
    count(*) as captures,
    min(c.captured_at) as first_at,
    max(c.captured_at) as last_at
from rejects as r
inner join captures as c on r.capture_id = c.capture_id
group by c.site, r.stage, r.reason
order by captures desc, c.site, r.stage, r.reason

-- Captures whose rows do not match their outcome: an article without observation, a reject without reason.
-- table: captures
select c.capture_id, c.outcome, c.articles, coalesce(o.present, 0) as observed, coalesce(r.rejects, 0) as rejects
from staged_captures as c
left join (
    select capture_id, count(*) filter (where present) as present from staged_observations group by capture_id
) as o on c.capture_id = o.capture_id
left join (
    select capture_id, count(*) as rejects from staged_rejects group by capture_id
) as r on c.capture_id = r.capture_id
where c.articles <> coalesce(o.present, 0)
    or (c.outcome = 'article') <> (c.articles > 0)
    or (c.outcome = 'reject') <> (coalesce(r.rejects, 0) = 1)

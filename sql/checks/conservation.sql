-- Captures whose rows do not match their outcome: an article without observation, a listing without sightings, a page
-- not found without evidence, a reject without reason; or any of these rows beside another outcome.
-- table: captures
-- remedy: a capture got lost on the way: build again; if it stays, report it with the run's id
select
    c.capture_id,
    c.outcome,
    c.articles,
    coalesce(o.present, 0) as observed,
    coalesce(o.gone, 0) as observed_gone,
    coalesce(s.sightings, 0) as sightings,
    coalesce(r.rejects, 0) as rejects
from staged_captures as c
left join (
    select capture_id, count(*) filter (where present) as present, count(*) filter (where not present) as gone
    from staged_observations
    group by capture_id
) as o on c.capture_id = o.capture_id
left join (select capture_id, count(*) as sightings from staged_sightings group by capture_id) as s
    on c.capture_id = s.capture_id
left join (select capture_id, count(*) as rejects from staged_rejects group by capture_id) as r
    on c.capture_id = r.capture_id
where
    c.articles <> coalesce(o.present, 0)
    or (c.outcome = 'article') <> (c.articles > 0)
    or (c.outcome = 'reject') <> (coalesce(r.rejects, 0) = 1)
    or (c.outcome = 'listing' and coalesce(s.sightings, 0) = 0)
    or (c.outcome = 'not_found') <> (c.evidence is not null)
    or (c.outcome <> 'not_found' and coalesce(o.gone, 0) > 0)

-- Question: How long are the leader's pauses between reported activities?
-- Caveats: Reported, by the sites that were captured: a gap of capture looks like a pause (see silent_days). Messages
-- sent count as activities.
-- Columns: after: day of the activity before the pause; until: day of the next one; days: days without one between;
-- title: title of the next one
select
    lag(day) over by_day as after,
    day as until,
    (day - lag(day) over by_day - 1)::integer as days,
    title
from leader_activities
where day is not null
window by_day as (order by day, article_id)
qualify days >= 14
order by days desc, until

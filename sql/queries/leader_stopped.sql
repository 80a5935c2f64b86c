-- Question: Who used to attend with the leader and has not for long?
-- Caveats: Someone may be ill, abroad, dismissed, or merely not listed: it is a question to look into, not an answer.
-- Counted from the last activity with a list, not from today.
-- Columns: name: person; activities: activities that listed the person; first_day: first day; last_day: last day;
-- activities_since: activities with a list since then; days_since: days from there to the last activity with a list
with
acts as (
    select
        article_id,
        day,
        attendees,
        max(day) over () as newest
    from leader_activities
    where attended > 0 and day is not null
),

present as (
    select distinct
        article_id,
        day,
        newest,
        unnest(attendees) as person_id
    from acts
),

persons as (
    select
        person_id,
        count(*) as activities,
        min(day) as first_day,
        max(day) as last_day,
        any_value(newest) as newest
    from present
    group by person_id
)

select
    p.name,
    s.activities,
    s.first_day,
    s.last_day,
    (select count(*) from acts as a where a.day > s.last_day) as activities_since,
    s.newest - s.last_day as days_since
from persons as s
inner join parties as p on s.person_id = p.party_id
where s.activities >= 3 and s.newest - s.last_day >= 90
order by s.activities desc, days_since desc, p.name

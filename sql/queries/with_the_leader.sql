-- Question: Who attends with the leader, how often, and how near the front of the list?
-- Caveats: Only lists in reports of the leader's activities; who is in the text but in no list does not count. Orders
-- of naming follow rank but also the alphabet of protocol: compare over time, not once.
-- Columns: year: year of the activity; person_id: person; name: name; activities: activities that list the person;
-- mean_position: mean position in the list, 1 the first; first_day: first of these days; last_day: last one
with
present as (
    select
        year(l.day) as year,
        l.day,
        l.article_id,
        unnest(l.attendees) as person_id,
        generate_subscripts(l.attendees, 1) as position
    from leader_activities as l
    where l.attended > 0
)

select
    present.year,
    present.person_id,
    p.name,
    count(distinct present.article_id) as activities,
    round(avg(present.position), 1) as mean_position,
    min(present.day) as first_day,
    max(present.day) as last_day
from present
inner join parties as p on present.person_id = p.party_id
group by present.year, present.person_id, p.name
order by present.year desc, activities desc, mean_position, present.person_id

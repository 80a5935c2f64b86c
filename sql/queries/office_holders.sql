-- Question: Who held the same office one after another?
-- Caveats: Two who share an office at one time stand here as one after the other. Words for an office change: chief
-- and director are two offices here.
-- Columns: affiliation: body or country; role: office; holders: names in the order in which they were first seen in
-- it; first_seen: first day; last_seen: last day
with
persons as (
    select
        affiliation_id,
        any_value(affiliation) as affiliation,
        role,
        person_id,
        any_value(name) as name,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen
    from person_roles
    where affiliation_id is not null
    group by affiliation_id, role, person_id
)

select
    any_value(affiliation) as affiliation,
    role,
    list(name order by first_seen, person_id) as holders,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from persons
group by affiliation_id, role
having count(*) > 1
order by len(holders) desc, affiliation, role

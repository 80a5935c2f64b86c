-- Question: Who held which office, from when to when?
-- Caveats: Days are those on which articles give the office, not those of appointment: held_from and held_to are known
-- only where a former or later role of the person there is, within 92 days.
-- Columns: name: person; role: office; affiliation: body or country; held_from: first day, where an earlier role there
-- is known; held_to: day of the next role there; first_seen: first day on which an article gives it; last_seen: last
-- one; articles: stories that give it
select
    name,
    role,
    affiliation,
    held_from,
    held_to,
    first_seen,
    last_seen,
    articles
from person_roles
order by name, first_seen, role, affiliation
limit 200

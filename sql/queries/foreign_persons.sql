-- Question: Which persons of other countries are named, with which office?
-- Caveats: Only persons whose country a list or a stated office gives. One office a person: the one that most stories
-- give.
-- Columns: country: country of the office (ISO 3166-1 alpha-3); name: person; role: office; first_seen: first day on
-- which an article gives it; last_seen: last one; articles: stories that give it
select
    b.country,
    r.name,
    r.role,
    min(r.first_seen) as first_seen,
    max(r.last_seen) as last_seen,
    sum(r.articles)::bigint as articles
from person_roles as r
inner join parties as b on r.affiliation_id = b.party_id
where b.country <> 'PRK'
group by b.country, r.person_id, r.name, r.role
qualify row_number() over (partition by r.person_id order by sum(r.articles) desc, max(r.last_seen) desc, r.role) = 1
order by b.country, articles desc, r.name

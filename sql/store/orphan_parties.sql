-- Unlisted parties that articles named before they were derived anew, and that nothing names now; where everything is
-- derived anew, the listed ones too, of which the caller knows which the reference data still has.
with
before as (
    select party_id from lake.mentions semi join base_article using (article_id)
    union
    select person_id from lake.roles semi join base_article using (article_id)
    union
    select affiliation_id from lake.roles semi join base_article using (article_id)
    union
    select party_id from lake.erasures semi join base_article using (article_id)
    union
    select party_id from lake.parties where listed and $everything
),

now as (
    select party_id from next_mentions
    union
    select person_id from next_roles
    union
    select affiliation_id from next_roles
    union
    select person_id from next_attendance
    union
    select party_id from next_erasures
)

select p.party_id
from lake.parties as p
semi join before on p.party_id = before.party_id
anti join now on p.party_id = now.party_id
where not p.listed or $everything
order by p.party_id

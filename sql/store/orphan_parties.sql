-- Unlisted parties that articles named before they were derived anew, and that nothing names now; where everything is
-- derived anew, the listed ones too, of which the caller knows which the reference data still has.
-- The few that may have lost their last mention are looked for first, so that other mentions are only passed over.
with
before as (
    select party_id from lake.mentions semi join base_article using (article_id) where {{among}}
    union
    select person_id from lake.roles semi join base_article using (article_id) where {{among}}
    union
    select affiliation_id from lake.roles semi join base_article using (article_id) where {{among}}
    union
    select party_id from lake.erasures semi join base_article using (article_id) where {{among}}
    union
    select party_id from lake.parties where listed and $everything
),

doubtful as (
    select p.party_id
    from lake.parties as p
    semi join before on p.party_id = before.party_id
    where not p.listed or $everything
),

now as (
    select m.party_id from next_mentions as m semi join doubtful on m.party_id = doubtful.party_id
    union
    select r.person_id from next_roles as r semi join doubtful on r.person_id = doubtful.party_id
    union
    select r.affiliation_id from next_roles as r semi join doubtful on r.affiliation_id = doubtful.party_id
    union
    select a.person_id from next_attendance as a semi join doubtful on a.person_id = doubtful.party_id
    union
    select e.party_id from next_erasures as e semi join doubtful on e.party_id = doubtful.party_id
)

select doubtful.party_id
from doubtful
anti join now on doubtful.party_id = now.party_id
order by doubtful.party_id

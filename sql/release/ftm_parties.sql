-- Parties that some article names or that one of these is part of.
with recursive
named as (
    select party_id from mentions
    union
    select parties.parent_id
    from named
    inner join parties on named.party_id = parties.party_id
    where parties.parent_id is not null
)

select party_id, name, country, parent_id, wikidata_id, ftm_schema
from parties
semi join named using (party_id)
order by party_id

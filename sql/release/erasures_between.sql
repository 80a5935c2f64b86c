-- Parties that articles no longer name on the new side though no erasure was known on the old one.
select e.party_id, p.name, e.article_id, e.to_revision, (e.erased_at at time zone 'UTC')::date as erased_on, e.kind
from new_erasures as e
semi join (from differs_erasures where difference = 'added') as d
    on e.article_id = d.article_id and e.party_id = d.party_id and e.to_revision = d.to_revision
left join new_parties as p on e.party_id = p.party_id
order by e.party_id, e.article_id, e.to_revision

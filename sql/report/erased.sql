-- The parties that most articles no longer name.
select
    p.name,
    count(*) filter (where e.kind = 'edited_out') as edited_out,
    count(*) filter (where e.kind = 'deleted') as deleted,
    min(e.erased_at) as first_at,
    max(e.erased_at) as last_at
from erasures as e
inner join parties as p on e.party_id = p.party_id
group by p.party_id, p.name
order by edited_out desc, deleted desc, p.party_id
limit 20

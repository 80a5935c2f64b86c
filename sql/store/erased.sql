-- Parties that articles no longer name: by party, how many articles were edited, how many deleted, first and last day.
select
    e.party_id,
    coalesce(any_value(p.name), e.party_id) as name,
    count(distinct e.article_id) filter (where e.kind = 'edited_out') as edited_out,
    count(distinct e.article_id) filter (where e.kind = 'deleted') as deleted,
    min(e.erased_at)::date as first_day,
    max(e.erased_at)::date as last_day
from erasures as e
left join parties as p on e.party_id = p.party_id
where
    e.erased_at >= $since::timestamptz
    and ($party is null or e.party_id = $party or contains(lower(coalesce(p.name, e.party_id)), lower($party)))
group by e.party_id
order by edited_out desc, deleted desc, e.party_id

-- Parties that articles no longer name: by party, how many articles were edited, how many deleted, first and last day.
-- Words select the parties of that id or name; where there are none, those whose names hold the words.
with
found as (
    select
        e.party_id,
        coalesce(any_value(p.name), e.party_id) as name,
        count(distinct e.article_id) filter (where e.kind = 'edited_out') as edited_out,
        count(distinct e.article_id) filter (where e.kind = 'deleted') as deleted,
        (min(e.erased_at) at time zone 'UTC')::date as first_day,
        (max(e.erased_at) at time zone 'UTC')::date as last_day
    from erasures as e
    left join parties as p on e.party_id = p.party_id
    where e.erased_at >= $since::timestamptz
    group by e.party_id
)

select *
from found
where
    $party is null
    or lower(party_id) = lower($party)
    or lower(name) = lower($party)
    or (
        contains(lower(name), lower($party))
        and not exists (
            select 1 from parties as p where lower(p.party_id) = lower($party) or lower(p.name) = lower($party)
        )
    )
order by edited_out desc, deleted desc, party_id

-- Parties that some words may mean, likest first: by id, by name, by a part of the name, by nearly the same letters.
with
ranked as (
    select
        party_id,
        name,
        case
            when lower(party_id) = lower($words) then 0
            when lower(name) = lower($words) then 1
            when contains(lower(name), lower($words)) then 2
            else 3
        end as rank,
        greatest(
            jaro_winkler_similarity(lower(name), lower($words)),
            jaro_winkler_similarity(lower(party_id), lower($words))
        ) as likeness
    from parties
)

select party_id, rank
from ranked
where rank < 3 or likeness >= 0.85
order by rank, likeness desc, party_id
limit 6

-- Who ceased to be named, in which article, from one day to another (both included, UTC), by the day it was seen.
create macro erased_between(first_day, last_day) as table
    select
        (e.erased_at at time zone 'UTC')::date as erased_on,
        e.party_id,
        p.name,
        e.article_id,
        e.kind
    from erasures as e
    inner join parties as p on e.party_id = p.party_id
    where (e.erased_at at time zone 'UTC')::date between first_day::date and last_day::date
    order by erased_on, e.party_id, e.article_id

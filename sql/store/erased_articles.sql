-- Articles that no longer name a party.
select e.kind, (e.erased_at at time zone 'UTC')::date as day, e.article_id, a.title, a.url
from erasures as e
inner join articles as a on e.article_id = a.article_id
where e.party_id = $party and e.erased_at >= $since::timestamptz
order by day, e.article_id

-- Who stands in most lists of those present: how many lists, and the middle rank of naming.
select
    p.name,
    count(*) as lists,
    median(t.rank) as middle_rank,
    min(a.published_on) as first_on,
    max(a.published_on) as last_on
from attendance as t
inner join articles as a on t.article_id = a.article_id and t.revision = a.revisions
inner join parties as p on t.person_id = p.party_id
group by p.party_id, p.name
order by lists desc, middle_rank, p.party_id
limit 15

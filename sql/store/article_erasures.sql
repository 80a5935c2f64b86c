-- The names of the parties that an article no longer names, by the revision that is the first without them.
select e.to_revision, coalesce(p.name, e.party_id) as name
from erasures as e
left join parties as p on e.party_id = p.party_id
where e.article_id = $article_id
order by e.to_revision, name

-- The parties named in the most articles; groups ("both sides") aside.
select p.name, count(distinct m.article_id) as articles
from mentions as m
inner join parties as p using (party_id)
where p.type <> 'group'
group by m.party_id, p.name
order by articles desc, m.party_id
limit 8

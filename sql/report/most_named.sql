-- The parties that most articles name, as they stand now; without groups ("both sides").
select
    p.party_id,
    p.name,
    p.type,
    count(distinct m.article_id) as articles
from mentions as m
inner join articles as a on m.article_id = a.article_id and m.revision = a.revisions
inner join parties as p on m.party_id = p.party_id
where p.type <> 'group'
group by all
order by articles desc, p.party_id
limit 15

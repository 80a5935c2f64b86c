-- How many revisions of each kind a run brings that the last version does not have, a row a kind.
select s.change, count(*) as revisions
from staged_revisions as s
left join lake.revisions as l on s.article_id = l.article_id and s.revision = l.revision
where l.article_id is null
group by s.change
order by s.change

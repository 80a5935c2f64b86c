-- The revisions of one article, in order.
select *
from revisions
where article_id = $article_id
order by revision

-- Note the texts of an article.
insert into named
select number
from texts
where article_id = $article_id

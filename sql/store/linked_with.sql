-- Links of the last version that name a wanted article.
select distinct article_id, other_article_id
from lake.story_links
where article_id in (select w.article_id from wanted as w) or other_article_id in (select w.article_id from wanted as w)
order by all

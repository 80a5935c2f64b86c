-- One article, by its id.
select article_id, url, language, state
from articles
where article_id = $article_id

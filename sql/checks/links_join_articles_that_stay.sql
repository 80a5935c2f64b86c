-- Links of the next version between articles of which one is no longer there.
-- table: story_links
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select k.article_id, k.other_article_id
from next_story_links as k
left join next_articles as a on k.article_id = a.article_id
left join next_articles as b on k.other_article_id = b.article_id
where a.article_id is null or b.article_id is null

-- Links between articles that do not share a story, or whose smaller id does not stand first.
-- table: story_links
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select
    k.article_id,
    k.other_article_id,
    a.story_id,
    b.story_id as other_story_id
from staged_story_links as k
left join next_articles as a on k.article_id = a.article_id
left join next_articles as b on k.other_article_id = b.article_id
where k.article_id >= k.other_article_id or a.story_id is distinct from b.story_id

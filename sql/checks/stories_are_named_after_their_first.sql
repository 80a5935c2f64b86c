-- Articles whose story is named after an article that is missing or belongs to another story itself.
-- table: articles
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select
    a.article_id,
    a.story_id,
    f.story_id as story_of_that
from staged_articles as a
left join next_articles as f on a.story_id = f.article_id
where f.article_id is null or f.story_id <> a.story_id

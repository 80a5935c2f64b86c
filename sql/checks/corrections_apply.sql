-- Reviewed corrections that no longer apply: nothing in the articles that they are about is as they say.
-- table: corrections
-- remedy: take the correction out of data/reference/corrections.csv, or mend it; `palimpsest status` lists them
-- severity: warn
with
told as (
    select
        c.correction_id,
        coalesce(one.story_id = other.story_id, false) as one_story
    from staged_corrections as c
    left join next_articles as one on c.article_id = one.article_id
    left join next_articles as other on c.other_article_id = other.article_id
    where c.target = 'story'
)

select
    c.correction_id,
    c.article_id,
    c.note
from staged_corrections as c
anti join next_corrected as d on c.correction_id = d.correction_id
left join told on c.correction_id = told.correction_id
where
    (c.article_id is null or c.article_id in (select article_id from next_articles))
    and coalesce(told.one_story != (c.action = 'merge'), true)
order by c.correction_id

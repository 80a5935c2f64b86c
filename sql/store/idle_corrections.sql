-- Reviewed corrections that apply nowhere in this dataset, and why.
with
told as (
    select
        c.correction_id,
        coalesce(one.story_id = other.story_id, false) as one_story
    from corrections as c
    left join articles as one on c.article_id = one.article_id
    left join articles as other on c.other_article_id = other.article_id
    where c.target = 'story'
)

select
    c.correction_id,
    c.article_id,
    case
        when
            c.article_id is not null and c.article_id not in (select article_id from articles)
            then 'its article is not in this dataset'
        else 'nothing there is as it says'
    end as why,
    c.note
from corrections as c
anti join corrected as d on c.correction_id = d.correction_id
left join told on c.correction_id = told.correction_id
where coalesce(told.one_story != (c.action = 'merge'), true)
order by c.correction_id

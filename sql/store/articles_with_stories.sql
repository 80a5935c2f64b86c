-- Articles of a part, or of the lake, with the story that they now belong to.
select {{columns}}
from (
    select a.* exclude (story_id), s.story_id
    from {{table}} as a
    inner join stories as s on a.article_id = s.article_id
)
order by article_id

-- Pairs of revisions that may tell the same story: a touched article's, and any other one's that shares a signature.
-- `staged_story_index` holds the touched articles' signatures, `lake.story_index` those of all that are published.
with
untouched as (
    select * from lake.story_index anti join staged_articles using (article_id)
),

known as (
    select * from untouched
    union all
    select * from staged_story_index
)

select distinct
    mine.article_id,
    mine.revision,
    other.article_id as other_article_id,
    other.revision as other_revision
from staged_story_index as mine
inner join known as other using (band, bucket)
where
    mine.article_id <> other.article_id
    and (
        mine.band = 0
        or (
            mine.language = other.language
            and abs(date_diff('day', mine.published_on, other.published_on))
            <= case when mine.site = other.site then 0 else 3 end
        )
    )
order by all

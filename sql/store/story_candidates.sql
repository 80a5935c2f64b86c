-- Pairs of articles that share a signature, at least one of them wanted, in tasks of so many pairs. The smaller id
-- stands first.
create or replace temp table pairs as
select *, (row_number() over (order by article_id, other_article_id) - 1) // {{pairs_a_task}} as task
from (
    select distinct
        least(w.article_id, n.article_id) as article_id,
        greatest(w.article_id, n.article_id) as other_article_id
    from (select * from next_story_index semi join wanted using (article_id)) as w
    inner join next_story_index as n on w.band = n.band and w.bucket = n.bucket
    where
        w.article_id <> n.article_id
        and (
            w.band = 0
            or (w.language = n.language and abs(date_diff('day', w.published_on, n.published_on)) <= {{days}})
        )
)

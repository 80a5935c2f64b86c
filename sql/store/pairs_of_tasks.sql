-- The pairs of articles to be compared, each once, in tasks of so many.
create or replace temp table pairs as
select *, (row_number() over (order by article_id, other_article_id) - 1) // {{pairs_a_task}} as task
from (select distinct * from candidates)

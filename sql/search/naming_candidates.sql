-- The candidates of which some revision names the party that is asked.
select *
from candidates
semi join naming on candidates.article_id = naming.article_id

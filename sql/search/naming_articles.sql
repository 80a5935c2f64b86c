-- The articles of which a revision names the party that is asked.
select distinct article_id
from naming

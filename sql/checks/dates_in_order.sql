-- Articles published more than two days after they were first captured.
-- table: articles
-- remedy: the page is wrong or the clock was: `palimpsest doctor`
-- severity: warn
select article_id, published_on, first_captured_at
from staged_articles
where published_on > first_captured_at::date + 2

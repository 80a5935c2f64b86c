-- Rows that name a revision which their article does not have.
select {{key}}
from {{staged}} as s
anti join staged_revisions as r on s.article_id = r.article_id and s.{{column}} = r.revision

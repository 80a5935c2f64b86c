-- Revisions but the first without a change that leads to them.
-- table: changes
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select r.article_id, r.revision
from staged_revisions as r
left join staged_changes as c on r.article_id = c.article_id and r.revision = c.to_revision
where r.revision > 1 and (c.to_revision is null or c.from_revision <> r.revision - 1)

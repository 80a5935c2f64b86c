-- Roles whose offsets do not cut their words out of the body.
-- table: roles
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select o.article_id, o.revision, o.ordinal, o.surface
from staged_roles as o
inner join staged_revisions as r on o.article_id = r.article_id and o.revision = r.revision
where substring(r.body, o.char_start + 1, o.char_end - o.char_start) <> o.surface

-- Datelines whose offsets do not cut their text out of the body.
-- table: datelines
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select d.article_id, d.revision, d.ordinal, d.text
from staged_datelines as d
inner join staged_revisions as r on d.article_id = r.article_id and d.revision = r.revision
where substring(r.body, d.char_start + 1, d.char_end - d.char_start) <> d.text

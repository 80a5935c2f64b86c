-- Persons of a list of attendees whose span lies outside the body.
-- table: attendance
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select t.article_id, t.revision, t.ordinal, t.char_start, t.char_end
from staged_attendance as t
inner join staged_revisions as r on t.article_id = r.article_id and t.revision = r.revision
where t.char_end > length(r.body) or t.char_start >= t.char_end

-- Persons of a list of attendees whose span lies outside the body.
-- table: attendance
select t.article_id, t.revision, t.ordinal, t.char_start, t.char_end
from staged_attendance as t
inner join staged_revisions as r on t.article_id = r.article_id and t.revision = r.revision
where t.char_end > length(r.body) or t.char_start >= t.char_end

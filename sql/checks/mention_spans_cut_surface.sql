-- Mentions whose offsets do not cut their surface out of the title or body.
-- table: mentions
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select m.article_id, m.revision, m.mention_id, m.surface
from staged_mentions as m
inner join staged_revisions as r on m.article_id = r.article_id and m.revision = r.revision
where substring(if(m.field = 'title', r.title, r.body), m.char_start + 1, m.char_end - m.char_start) <> m.surface

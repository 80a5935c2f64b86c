-- Changes with a span that does not cut its words out of the revision.
-- table: changes
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select c.article_id, c.from_revision, c.to_revision
from staged_changes as c
inner join staged_revisions as b on c.article_id = b.article_id and c.from_revision = b.revision
inner join staged_revisions as a on c.article_id = a.article_id and c.to_revision = a.revision
where list_transform(
    c.removed_spans, lambda s: substring(if(s.field = 'title', b.title, b.body), s.start + 1, s."end" - s.start)
) <> c.removed
or list_transform(
    c.added_spans, lambda s: substring(if(s.field = 'title', a.title, a.body), s.start + 1, s."end" - s.start)
) <> c.added

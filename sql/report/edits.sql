-- The newest changes of articles, with the words taken out and put in.
select
    c.article_id,
    r.title,
    a.site,
    c.changed_at,
    c.kind,
    c.removed,
    c.added
from changes as c
inner join articles as a on c.article_id = a.article_id
inner join revisions as r on c.article_id = r.article_id and c.from_revision = r.revision
order by c.changed_at desc, c.article_id, c.to_revision desc
limit 25

-- Articles whose revisions are not numbered from 1 to their count.
-- table: articles
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select a.article_id, a.revisions, count(r.revision) as found, max(r.revision) as last
from staged_articles as a
left join next_revisions as r on a.article_id = r.article_id
group by a.article_id, a.revisions
having count(r.revision) <> a.revisions or max(r.revision) <> a.revisions or min(r.revision) <> 1

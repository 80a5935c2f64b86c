-- Articles whose text or state is not that of their last revision.
-- table: articles
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select a.article_id, a.state, r.change
from staged_articles as a
inner join next_revisions as r on a.article_id = r.article_id and a.revisions = r.revision
where
    (a.state = 'deleted') <> (r.change = 'deleted')
    or (a.state = 'live' and (a.body <> r.body or a.title <> r.title))

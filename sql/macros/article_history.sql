-- What became of an article: each revision, when it was first and last seen, and what was taken out and put in.
create macro article_history(article) as table
    select
        r.revision,
        r.change,
        r.first_captured_at,
        r.last_captured_at,
        c.kind,
        c.removed,
        c.added
    from revisions as r
    left join changes as c on r.article_id = c.article_id and r.revision = c.to_revision
    where r.article_id = article
    order by r.revision

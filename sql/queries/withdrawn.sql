-- Question: Which articles were withdrawn, and how long after publishing?
-- Caveats: Gone from the site, by evidence of a capture; a move that leaves no trace looks the same. elsewhere tells
-- whether another site still shows the story.
-- Columns: published_on: day of publication; article_id: article; title: its last title; last_shown: last capture that
-- shows it; gone_by: first capture without it; evidence: how the site says so; elsewhere: whether the story is live on
-- another site
select
    a.published_on,
    a.article_id,
    a.title,
    c.changed_after as last_shown,
    c.changed_at as gone_by,
    r.evidence,
    exists(
        select 1 from articles as o
        where o.story_id = a.story_id and o.article_id <> a.article_id and o.state = 'live'
    ) as elsewhere
from changes as c
inner join articles as a on c.article_id = a.article_id
inner join revisions as r on c.article_id = r.article_id and c.to_revision = r.revision
where c.kind = 'deleted'
order by c.changed_at, a.article_id

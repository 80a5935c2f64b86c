-- Revisions that only the new side has, first texts aside.
select r.article_id, r.revision, r.change, (r.first_captured_at at time zone 'UTC')::date as seen_on
from new_revisions as r
semi join (from differs_revisions where difference = 'added') as d
    on r.article_id = d.article_id and r.revision = d.revision
where r.change <> 'created'
order by r.article_id, r.revision

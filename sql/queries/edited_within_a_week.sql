-- Question: Which articles changed within a week of being published?
-- Caveats: Seen by captures: an edit between two captures is dated by the second, so one seen later may have been made
-- in the week; edited_after tells from when. Deletions stand in withdrawn.
-- Columns: published_on: day of publication; article_id: article; edited_after: last capture before the edit;
-- edited_by: first capture after it; kind: kind of change; removed: words that went; added: words that came
select
    a.published_on,
    c.article_id,
    c.changed_after as edited_after,
    c.changed_at as edited_by,
    c.kind,
    c.removed,
    c.added
from changes as c
inner join articles as a on c.article_id = a.article_id
where
    c.kind not in ('deleted', 'restored')
    and (c.changed_at at time zone 'Asia/Pyongyang')::date - a.published_on between 0 and 7
order by a.published_on, c.article_id, c.to_revision

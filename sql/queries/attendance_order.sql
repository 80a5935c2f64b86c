-- Question: Who is listed as present, and in which order?
-- Caveats: All lists, not only those of the leader's activities; all revisions, so who was cut later is here too. The
-- role is as that article words it.
-- Columns: published_on: day of publication; article_id: article; rank: place in the list; name: person; role: role
-- stated there; cue: words that introduce the list; still_listed: whether the article lists the person now
with
listed as (
    select
        t.article_id,
        t.person_id,
        min(t.rank) as rank,
        arg_max(t.role, t.revision) as role,
        arg_max(t.cue, t.revision) as cue,
        max(t.revision) as last_revision
    from attendance as t
    group by t.article_id, t.person_id
)

select
    a.published_on,
    l.article_id,
    l.rank,
    p.name,
    l.role,
    l.cue,
    l.last_revision = a.revisions as still_listed
from listed as l
inner join articles as a on l.article_id = a.article_id
inner join parties as p on l.person_id = p.party_id
order by a.published_on desc nulls last, l.article_id, l.rank, p.name
limit 200

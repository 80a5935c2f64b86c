-- Revisions out of turn: a first one that is not created, a later one that is, a return without a deletion before it,
-- or anything else but a return after a deletion.
-- table: revisions
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select
    article_id,
    revision,
    change,
    before
from (
    select
        *,
        lag(change) over (partition by article_id order by revision) as before
    from staged_revisions
)
where
    (before is null) <> (change = 'created')
    or (before = 'deleted') <> (change = 'restored')

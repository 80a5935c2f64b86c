-- Revisions that end before they begin, or begin before the one before them ends.
-- table: revisions
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select article_id, revision, first_captured_at, last_captured_at
from (
    select *, lag(last_captured_at) over (partition by article_id order by revision) as before
    from staged_revisions
)
where last_captured_at < first_captured_at or before > first_captured_at

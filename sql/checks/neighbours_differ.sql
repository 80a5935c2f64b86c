-- Revisions that hold the same text and day, in substance, as the one before them.
-- table: revisions
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select
    article_id,
    revision,
    content_sha256
from (
    select
        *,
        lag(content_sha256) over (partition by article_id order by revision) as before
    from staged_revisions
)
where before = content_sha256 and change = 'edited'

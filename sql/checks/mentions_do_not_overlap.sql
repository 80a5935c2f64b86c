-- Mentions that overlap the one after them.
-- table: mentions
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select article_id, revision, mention_id
from (
    select
        *, lead(char_start) over (partition by article_id, revision, field order by char_start, mention_id) as following
    from staged_mentions
)
where following < char_end

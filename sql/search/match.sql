-- The texts that have the words, newest first, within days: all of them, or the named ones. The index is read once
-- through for these too: asked for one row number after the other it would begin anew for each.
select
    t.number,
    t.article_id,
    t.content_sha256
from words
inner join texts as t on words.rowid = t.number
where
    words match $words and words.rowid >= $low and words.rowid < $high
    and ($every or words.rowid + 0 in (select named.number from named))
order by words.rowid desc

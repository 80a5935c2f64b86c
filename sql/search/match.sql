-- The texts that have the words, newest first, within days.
select
    t.number,
    t.article_id,
    t.content_sha256
from words
inner join texts as t on words.rowid = t.number
where words match $words and words.rowid >= $low and words.rowid < $high
order by words.rowid desc

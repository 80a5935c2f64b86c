-- Question: Which words name South Korea, and how did they change?
-- Caveats: Words as they stand, so that south Korea and South Korea are two; abuse counts where a list knows it as a
-- name of the country. Give another country to ask of it.
-- Columns: month: first day of the month; words: the words; articles: articles that use them; share: their share of
-- the articles that name the country at all
-- Given: country: country:KOR, the country's party id
select
    month,
    words,
    articles,
    share
from naming_stance
where party_id = coalesce(getvariable('country'), 'country:KOR')
order by month, articles desc, words

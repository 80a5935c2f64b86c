-- Articles whose titles are spelt most like some words, the likest first.
select article_id, title
from articles
where jaro_winkler_similarity(lower(title), lower($words)) >= 0.85
order by jaro_winkler_similarity(lower(title), lower($words)) desc, article_id
limit 3

-- Articles whose id, address or title holds some words.
select article_id, title
from articles
where
    contains(lower(article_id), lower($words))
    or contains(lower(url), lower($words))
    or contains(lower(title), lower($words))
order by article_id
limit 6

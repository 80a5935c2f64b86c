-- Where the articles that were found stand.
select
    article_id,
    site,
    url,
    state
from articles
where article_id in (select article_id from candidates)

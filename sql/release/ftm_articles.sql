-- Articles, for the documents that mentions stand in.
select article_id, title, url, site, published_on
from articles
order by article_id

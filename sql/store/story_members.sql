-- The wanted articles: what the order within a story rests on, and the story they have had.
select article_id, site, published_on, original_url, story_id
from next_articles
semi join wanted using (article_id)
where {{among}}
order by article_id

-- The articles that are compared; at most so many.
select article_id from pairs
union
select other_article_id from pairs
order by article_id
limit $most

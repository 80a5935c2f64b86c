-- The articles that a span of tasks compares; at most so many.
select article_id from span_pairs
union
select other_article_id from span_pairs
order by article_id
limit $most

-- Those articles that a run replaces rows of, and that the lake has rows of; at most so many.
with
replaced as (
    select article_id from base_article
    union
    select article_id from staged_articles
)

select article_id from lake.observations semi join replaced using (article_id)
union
select article_id from lake.articles semi join replaced using (article_id)
order by article_id
limit $most

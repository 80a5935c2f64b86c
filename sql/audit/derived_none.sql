-- The run derived no article.
create view derived_articles as select null::varchar as article_id where false

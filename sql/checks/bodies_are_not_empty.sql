-- Articles without words.
-- table: articles
select article_id from staged_articles where word_count = 0

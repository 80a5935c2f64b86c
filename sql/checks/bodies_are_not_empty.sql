-- Articles without words.
-- table: articles
-- remedy: look at the pages; many at once mean a changed layout
select article_id from staged_articles where word_count = 0

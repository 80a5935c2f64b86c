-- Articles whose paragraphs do not join to their body.
-- table: articles
select article_id from staged_articles where array_to_string(paragraphs, chr(10)) <> body

-- Articles whose paragraphs do not join to their body.
-- table: articles
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select article_id from staged_articles where array_to_string(paragraphs, chr(10)) <> body

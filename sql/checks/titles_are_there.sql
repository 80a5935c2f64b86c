-- Articles whose page gives them no title. The sites do publish such pages; many of them tell of a changed layout.
-- table: articles
-- remedy: look at the pages; many at once mean a changed layout
-- severity: warn
select article_id, url from staged_articles where title = ''

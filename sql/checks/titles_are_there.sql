-- Articles whose page gives them no title. The sites do publish such pages; many of them mean that a layout has changed.
-- table: articles
-- severity: warn
select article_id, url from staged_articles where title = ''

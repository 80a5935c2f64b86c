-- How many articles of a source are known.
select count(*) as articles from pages where source = $source and kind = 'article'

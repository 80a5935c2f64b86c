-- Articles that the run derived anew and that some capture showed.
select article_id from staged_articles order by article_id

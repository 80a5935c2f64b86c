-- Pairs of articles that may tell one story: none yet.
create or replace temp table candidates (article_id varchar, other_article_id varchar)

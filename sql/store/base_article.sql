-- Articles that the run derived anew.
create or replace temp table base_article as
select distinct article_id from read_parquet({{files}})

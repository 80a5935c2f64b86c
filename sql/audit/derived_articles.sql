-- Articles that the run derived anew.
create view derived_articles as select distinct article_id from read_parquet({{files}})

-- Ids of a table whose rows the run replaces, whether it staged rows for them or not.
create or replace temp table {{table}} as
select {{id}} from read_parquet({{files}})

-- A derived table as it was stored for this version.
select * from read_parquet({{file}})

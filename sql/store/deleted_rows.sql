-- The rows that delete files list.
select file_path, pos from read_parquet({{deletes}})

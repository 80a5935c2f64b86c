-- Parquet files of a table at a snapshot, each with the file that lists its deleted rows.
select data_file, delete_file
from ducklake_list_files('lake', {{name}}, snapshot_version => {{snapshot}})
order by data_file

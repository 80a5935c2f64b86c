-- The names of the files that hold rows, or deletions, of several snapshots.
select path from __ducklake_metadata_lake.ducklake_data_file where partial_max is not null
union all
select path from __ducklake_metadata_lake.ducklake_delete_file where partial_max is not null

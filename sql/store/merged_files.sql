-- The names of the data files that were merged from those of several snapshots.
select path from __ducklake_metadata_lake.ducklake_data_file where partial_max is not null

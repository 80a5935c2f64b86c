-- The rows that delete files list, those aside that only later versions deleted.
select file_path, pos
from read_parquet({{deletes}}, union_by_name = true)
where coalesce(_ducklake_internal_snapshot_id, 0) <= {{snapshot}}

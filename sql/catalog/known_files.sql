-- Every Parquet file that some snapshot needs: of data, or of the rows that are deleted from one.
select
    t.table_name, 'data' as kind, s.path as schema_path, t.path as table_path, f.path,
    f.file_size_bytes, f.record_count, f.begin_snapshot, f.end_snapshot, f.partial_max
from ducklake_data_file as f
inner join ducklake_table as t on f.table_id = t.table_id and t.end_snapshot is null
inner join ducklake_schema as s on t.schema_id = s.schema_id and s.end_snapshot is null
union all
select
    t.table_name, 'deletes' as kind, s.path as schema_path, t.path as table_path, f.path,
    f.file_size_bytes, f.delete_count, f.begin_snapshot, f.end_snapshot, f.partial_max
from ducklake_delete_file as f
inner join ducklake_table as t on f.table_id = t.table_id and t.end_snapshot is null
inner join ducklake_schema as s on t.schema_id = s.schema_id and s.end_snapshot is null
order by 5

-- The tables that the lake had at a snapshot.
select table_name
from __ducklake_metadata_lake.ducklake_table
where begin_snapshot <= $snapshot and (end_snapshot is null or end_snapshot > $snapshot)

-- The tables that have got columns since a snapshot.
select distinct t.table_name
from __ducklake_metadata_lake.ducklake_column as c
inner join __ducklake_metadata_lake.ducklake_table as t on c.table_id = t.table_id
where
    c.begin_snapshot > $snapshot and c.end_snapshot is null
    and t.begin_snapshot <= $snapshot and t.end_snapshot is null

-- A table of a version, read from its Parquet files without the lake; of files that were merged from several versions,
-- what later ones added is left out.
create view {{view}} as
select {{columns}}
from read_parquet({{files}}, union_by_name = true) as kept
where coalesce(kept._ducklake_internal_snapshot_id, 0) <= {{snapshot}}

-- A table of a version, read from its Parquet files without the lake; of files that were merged from several versions,
-- what later ones added is left out, and so are the rows that delete files list.
create view {{view}} as
select {{columns}}
from read_parquet({{files}}, union_by_name = true, filename = 'palimpsest_file', file_row_number = true) as kept
where
    coalesce(kept._ducklake_internal_snapshot_id, 0) <= {{snapshot}}
    and not exists (
        select 1 from ({{query}}) as gone
        where parse_filename(gone.file_path) = parse_filename(kept.palimpsest_file) and gone.pos = kept.file_row_number
    )

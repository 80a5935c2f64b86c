-- A table of a version, read from its Parquet files without the lake; rows that delete files list are left out.
-- Files are told by their names, which are unique: delete files hold the paths of before a home was moved.
create view {{view}} as
select {{columns}}
from read_parquet({{files}}, union_by_name = true, filename = 'palimpsest_file', file_row_number = true) as kept
where not exists (
    select 1 from ({{query}}) as gone
    where parse_filename(gone.file_path) = parse_filename(kept.palimpsest_file) and gone.pos = kept.file_row_number
)

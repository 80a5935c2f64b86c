-- A table of a version, read from its Parquet files without the lake.
create view {{view}} as select {{columns}} from read_parquet({{files}}, union_by_name = true)

-- A table of a release in Parquet.
create view {{view}} as select {{columns}} from read_parquet({{files}})

-- Rows that a run has staged for a table: one or many Parquet files.
create or replace temp view {{view}} as select {{columns}} from read_parquet({{files}})

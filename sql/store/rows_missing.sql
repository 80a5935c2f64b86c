-- Rows of a table that none of its other files holds, in key order, as a publish writes them.
select {{columns}} from read_parquet({{file}}) anti join others using ({{key}}) order by {{key}}

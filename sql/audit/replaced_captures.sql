-- Captures that have another id since their payload was found: the run replaces their rows by none.
create view replaced_captures as select capture_id from read_parquet({{files}})

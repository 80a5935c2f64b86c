-- Captures that the run set out to read.
create view pending_captures as select capture_id, url from read_parquet({{files}})

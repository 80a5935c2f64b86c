-- The run had no captures to read.
create view pending_captures as select null::varchar as capture_id, null::varchar as url where false

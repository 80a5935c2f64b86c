-- Captures that the run read: those it staged.
create or replace temp table base_capture as select capture_id from staged_captures

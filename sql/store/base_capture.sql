-- Captures whose rows the run replaces: those it staged, and those that got another id when their payload was found.
create or replace temp table base_capture as
select capture_id from staged_captures
union
select capture_id from replaced_captures

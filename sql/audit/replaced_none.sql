-- No capture has got another id.
create view replaced_captures as select null::varchar as capture_id where false

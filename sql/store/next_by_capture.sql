-- What a table would hold after the run: staged rows, and the lake's of captures that the run did not read again.
create or replace temp view {{view}} as
select {{columns}} from {{staged}}
union all
select {{columns}} from {{table}} anti join base_capture using (capture_id)

-- What a table would hold: staged rows, and the last version's of captures that the run did not read again.
create view {{view}} as
select {{columns}} from {{staged}}
union all
select {{columns}}
from {{table}}
anti join staged_captures using (capture_id)
anti join replaced_captures using (capture_id)

-- Rows that name something that isn't there.
select {{key}}, s.{{column}}
from {{staged}} as s
anti join {{table}} as t on s.{{column}} = t.{{target}}
where s.{{column}} is not null

-- Rows that name something that isn't there.
select {{key}}, s.{{column}}
from {{staged}} as s
where s.{{column}} is not null and s.{{column}} not in (select t.{{target}} from {{table}} as t)

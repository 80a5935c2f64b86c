-- How many keys stand in more than one row, and the first of them.
select count(*) as doubles, min(to_json(k)::varchar) as example
from (select {{columns}} from {{table}} group by all having count(*) > 1) as k

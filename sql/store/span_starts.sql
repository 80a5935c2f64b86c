-- The first id of each span of so many of the touched ids.
select {{id}}
from (select {{id}}, row_number() over (order by {{id}}) as number from touched)
where number % $ids = 1
order by {{id}}

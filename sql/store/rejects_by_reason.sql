-- Rejects by stage and reason, with an example.
select stage, reason, count(*) as captures, min(detail) as example
from rejects
group by stage, reason
order by captures desc, stage, reason

-- Captures that gave nothing, by reason.
select
    stage,
    reason,
    count(*) as captures
from rejects
group by all
order by captures desc, stage, reason

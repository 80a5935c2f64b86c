-- Captures that archives list, by what became of them here.
select source, state, count(*) as captures, min(timestamp) as first_time, max(timestamp) as last_time
from mementos
group by source, state
order by source, state

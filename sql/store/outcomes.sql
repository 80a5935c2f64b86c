-- Captures by site and outcome.
select site, outcome, count(*) as captures
from captures
group by site, outcome
order by site, outcome

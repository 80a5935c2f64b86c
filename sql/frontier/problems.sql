-- What went wrong at the last visits, by source and reason.
select source, problem, count(*) as pages
from pages
where problem is not null
group by source, problem
order by source, pages desc, problem

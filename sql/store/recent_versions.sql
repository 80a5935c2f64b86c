-- The last ten versions.
select version, created_at, message
from versions
order by version desc
limit 10

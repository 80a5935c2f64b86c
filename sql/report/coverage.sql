-- What was captured of each site, and what came of it.
select
    site,
    count(*) as captures,
    count(*) filter (where outcome = 'article') as of_articles,
    count(*) filter (where outcome = 'not_found') as not_found,
    count(*) filter (where outcome = 'reject') as rejected,
    min(captured_at) as first_at,
    max(captured_at) as last_at
from captures
group by site
order by site

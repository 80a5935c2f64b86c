-- Question: When is nothing known of a site, and is that silence or a gap of capture?
-- Caveats: listed counts articles that listings name and nobody captured: with some, the gap is one of capture. With
-- none it is open.
-- Columns: site: site; first_day: first day without articles; last_day: last one; days: number of days;
-- articles_expected: how many may be missing; listed: articles that listings name in it
select
    site,
    first_day,
    last_day,
    days,
    articles_expected,
    listed
from coverage_gaps
order by articles_expected desc, site, first_day
limit 100

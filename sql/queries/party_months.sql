-- Question: How often is one party named, on each site, month by month?
-- Caveats: Articles as they stand now: one that was cut later does not count (see erased_parties). Months without the
-- party have no row.
-- Columns: site: site; month: first day of the month; articles: articles that name it; mentions: how often; share:
-- share of the site's live English articles of the month
-- Given: party: country:RUS, the party's id
select
    site,
    month,
    articles,
    mentions,
    share
from party_months
where party_id = coalesce(getvariable('party'), 'country:RUS')
order by site, month

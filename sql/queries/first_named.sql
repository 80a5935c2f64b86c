-- Question: Who was named for the first time, month by month?
-- Caveats: First in what was captured: before the first captures nobody is known, so the first months of a site are
-- full of old acquaintances. Persons only.
-- Columns: month: first day of the month; site: site that named the person first; name: person; articles: articles of
-- that month that name the person
select
    month,
    site,
    name,
    articles
from party_months
where type = 'person'
qualify row_number() over (partition by party_id order by month, site) = 1
order by month desc, articles desc, name, site
limit 200

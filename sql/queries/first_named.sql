-- Question: Who was named for the first time, month by month?
-- Caveats: First in what was captured: before the first captures nobody is known, so the first months of a site are
-- full of old acquaintances. Persons only.
-- Columns: month: first day of the month; site: site that named the person first; name: person; articles: articles of
-- that month that name the person
with
firsts as (
    select
        party_id,
        min(month) as month
    from party_months
    where type = 'person'
    group by party_id
)

select
    m.month,
    m.site,
    m.name,
    m.articles
from firsts as f
inner join party_months as m on f.party_id = m.party_id and f.month = m.month
qualify row_number() over (partition by m.party_id order by m.site) = 1
order by m.month desc, m.articles desc, m.name, m.site
limit 200

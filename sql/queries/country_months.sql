-- Question: How often is each country named, month by month?
-- Caveats: Stories, not articles: one on several sites counts once. North Korea itself is left out. A party of a
-- country counts for it, so read by_name beside stories. Only English texts are read for parties.
-- Columns: month: first day of the month; name: country; stories: stories that name it or a party of it; by_name:
-- stories that name the country itself; share: stories by all stories of the month; rank: its rank that month
select
    month,
    name,
    stories,
    stories_by_name as by_name,
    share,
    rank_abroad as rank
from country_attention
where country <> 'PRK'
order by month, rank, name

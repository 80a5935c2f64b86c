-- Question: Which countries are named together?
-- Caveats: To stand in one story says nothing of how: a summit and a quarrel look alike. Round-ups that name twenty
-- countries make many pairs.
-- Columns: year: year of publication; name: country; other_name: the other country; stories: stories that name both;
-- overlap: those by stories that name either, 0-1
select
    year,
    name,
    other_name,
    stories,
    overlap
from country_dyads
order by year desc, stories desc, overlap desc, name, other_name
limit 100

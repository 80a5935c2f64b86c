-- Question: Who stands in the same lists of those present?
-- Caveats: A list shows protocol, not friendship. A story on several sites counts once; all revisions count.
-- Columns: name: person; other_name: the other person; articles: stories that list both; first_on: first day of
-- publication; last_on: last one
select
    name,
    other_name,
    articles,
    first_on,
    last_on
from co_attendance
order by articles desc, last_on desc nulls last, name, other_name
limit 100

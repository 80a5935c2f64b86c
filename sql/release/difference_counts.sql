-- Rows added, changed and removed.
select
    count(*) filter (where difference = 'added') as added,
    count(*) filter (where difference = 'changed') as changed,
    count(*) filter (where difference = 'removed') as removed
from {{table}}

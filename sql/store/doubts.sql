-- Notes about texts by rule: repairs made, and doubts.
select split_part(note, ':', 1) as rule, count(*) as articles
from (select unnest(notes) as note from articles)
group by rule
order by articles desc, rule

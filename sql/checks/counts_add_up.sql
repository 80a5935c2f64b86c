-- A row where captures are not article captures + listing captures + not-found captures + rejects.
-- table: captures
-- remedy: a capture got lost on the way: build again; if it stays, report it with the run's id
select *
from (
    select
        (select count(*) from next_captures) as captures,
        (select count(*) from next_captures where outcome = 'article') as articles,
        (select count(*) from next_captures where outcome = 'listing') as listings,
        (select count(*) from next_captures where outcome = 'not_found') as not_found,
        (select count(*) from next_rejects) as rejects
)
where captures <> articles + listings + not_found + rejects

-- Keys that stand more than once.
select {{key}}, count(*) as rows from {{staged}} group by {{key}} having count(*) > 1

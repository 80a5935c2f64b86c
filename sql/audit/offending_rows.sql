-- The first ten offending rows, in an order that does not change.
select * from (
    {{query}}
) order by all limit 10

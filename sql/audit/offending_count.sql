-- How many rows offend.
select count(*) as rows from (
    {{query}}
)

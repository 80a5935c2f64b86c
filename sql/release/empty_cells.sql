-- How many rows miss a value that they must have.
select count(*) from {{table}} where {{condition}}

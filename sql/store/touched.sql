-- Ids whose rows a run replaces in a table: those it staged rows for, and those it derived anew.
create or replace temp table touched as
select distinct {{id}} from {{staged}}
union
select {{id}} from {{base}}

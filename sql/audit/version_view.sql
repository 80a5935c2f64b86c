-- The rows of a table of a whole version, under the name by which checks ask for them.
create or replace temp view {{view}} as select * from {{table}}

-- A table of the next version under its own name, for the derived tables that are asked before they are published.
create or replace temp view {{view}} as select * from {{table}}

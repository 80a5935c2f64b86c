-- Drop a table of the index.
drop table if exists {{table}}

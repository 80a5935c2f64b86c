-- Ids of a global table that a run drops.
create or replace temp table {{table}} ({{id}} varchar)

-- An empty list of ids.
create or replace temp table {{table}} ({{id}} varchar)

-- The names of the tables that the lake has.
select table_name
from duckdb_tables()
where database_name = 'lake'

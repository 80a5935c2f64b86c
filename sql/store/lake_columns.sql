-- The columns of every table of the lake.
select table_name, column_name
from duckdb_columns()
where database_name = 'lake'

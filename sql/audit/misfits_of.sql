-- Columns of a table's staged files that are not as the registry has them.
select part, column_name, found, wanted from misfits where table_name = {{name}}

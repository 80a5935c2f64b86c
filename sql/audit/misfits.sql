-- Columns of staged files that are missing, unknown or of another type than the registry's.
create table misfits (table_name varchar, part varchar, column_name varchar, found varchar, wanted varchar)

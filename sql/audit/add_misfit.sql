-- One of them.
insert into misfits values ($table_name, $part, $column_name, $found, $wanted)

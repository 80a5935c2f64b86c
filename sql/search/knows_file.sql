-- Whether a data file was read.
select 1 from files where name = $name

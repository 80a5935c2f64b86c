-- The data files that were read.
select name from files

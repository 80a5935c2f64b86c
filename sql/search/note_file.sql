-- A data file has been read.
insert into files (name) values ($name)

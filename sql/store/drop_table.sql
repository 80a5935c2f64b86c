-- A table of a lake that is thrown away afterwards.
drop table {{table}}

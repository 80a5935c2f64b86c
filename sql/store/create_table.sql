-- A lake table, with the one kind of constraint that the lake keeps itself: not null.
create table {{table}} ({{definitions}})

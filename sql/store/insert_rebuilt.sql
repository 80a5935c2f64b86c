-- Rows that were derived anew, in the order in which they come.
insert into {{table}} by name select {{columns}} from rebuilt

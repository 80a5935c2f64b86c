-- A table of a version that has no rows yet.
create view {{view}} as select {{columns}} from (select {{nulls}}) where false

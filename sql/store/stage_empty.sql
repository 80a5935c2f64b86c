-- No rows were staged for the table: the same shape, empty.
create or replace temp view {{view}} as select {{columns}} from {{table}} where false

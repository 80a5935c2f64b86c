-- New rows of the changed ids, in key order.
insert into {{table}} by name
select {{columns}} from {{staged}} semi join changed using ({{id}}) order by {{key}}

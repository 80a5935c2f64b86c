-- New rows of the changed ids of a span, in key order.
insert into {{table}} by name
select {{columns}} from {{staged}} semi join changed using ({{id}}) where {{within}} order by {{key}}

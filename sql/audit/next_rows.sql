-- What a table would hold: staged rows, and the last version's whose id was not staged.
create view {{view}} as
select {{columns}} from {{staged}}
union all
select {{columns}} from {{table}} anti join {{staged}} using ({{id}})

-- All rows of a table.
select {{columns}} from {{table}}

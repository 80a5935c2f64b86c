-- Old rows of the changed ids.
delete from {{table}} where {{id}} in (select {{id}} from changed)

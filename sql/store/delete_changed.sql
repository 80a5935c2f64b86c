-- Old rows of the changed ids.
delete from {{table}} where {{among}} and {{id}} in (select {{id}} from changed)

-- Ids of a span whose staged rows differ from those of the lake: those that the lake has no rows of, and those of which
-- any row differs.
insert into changed
select distinct {{id}} from (from {{staged}} where {{within}}) anti join old_rows using ({{id}})
union
select distinct {{id}}
from (
    (
        select {{columns}} from (from {{staged}} semi join old_rows using ({{id}}) where {{within}})
        except all
        select {{columns}} from old_rows
    )
    union all
    (
        select {{columns}} from old_rows
        except all
        select {{columns}} from (from {{staged}} semi join old_rows using ({{id}}) where {{within}})
    )
)

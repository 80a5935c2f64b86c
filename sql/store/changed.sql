-- Ids whose staged rows differ from those of the lake: those that the lake has no rows of, and those of which any row
-- differs.
create or replace temp table changed as
select distinct {{id}} from {{staged}} anti join old_rows using ({{id}})
union
select distinct {{id}}
from (
    (
        select {{columns}} from (from {{staged}} semi join old_rows using ({{id}}))
        except all
        select {{columns}} from old_rows
    )
    union all
    (
        select {{columns}} from old_rows
        except all
        select {{columns}} from (from {{staged}} semi join old_rows using ({{id}}))
    )
)

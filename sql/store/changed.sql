-- Ids whose staged rows differ from those of the lake.
create or replace temp table changed as
select distinct {{id}}
from (
    (select {{columns}} from {{staged}} except all select {{columns}} from old_rows)
    union all
    (select {{columns}} from old_rows except all select {{columns}} from {{staged}})
)

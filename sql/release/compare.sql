-- Keys of the rows that the two sides don't hold alike, and how they differ.
create temp table {{target}} as
with
old_rows as (
    select {{key}}, md5(to_json(r)::varchar) as row_digest
    from (select {{columns}} from {{old}}) as r
),

new_rows as (
    select {{key}}, md5(to_json(r)::varchar) as row_digest
    from (select {{columns}} from {{new}}) as r
)

select
    {{key}},
    case
        when old_rows.row_digest is null then 'added'
        when new_rows.row_digest is null then 'removed'
        else 'changed'
    end as difference
from old_rows
full join new_rows using ({{key}})
where old_rows.row_digest is distinct from new_rows.row_digest

-- Rows of a table in the last version, and in the next one as the run has staged it.
with
replaced as (
    select {{id}} from {{staged}}
    union
    select {{id}} from {{base}}
)

select
    (select count(*) from {{table}}) as before,
    (select count(*) from {{table}})
    - (select count(*) from {{table}} semi join replaced using ({{id}}) where {{among}})
    + (select count(*) from {{staged}}) as after

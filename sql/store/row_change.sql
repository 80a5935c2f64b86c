-- Rows of a table in the last version, and in the next one as the run has staged it.
select
    (select count(*) from {{table}}) as before,
    (select count(*) from {{staged}})
    + (select count(*) from {{table}} anti join {{staged}} using ({{id}}) anti join {{base}} using ({{id}})) as after

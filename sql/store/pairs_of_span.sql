-- The pairs of a span of tasks.
create or replace temp table span_pairs as
select * from pairs where task between $first and $last

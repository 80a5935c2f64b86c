-- What the lake holds for the touched ids of a span.
create or replace temp table old_rows as
select {{columns}} from {{table}} semi join touched using ({{id}}) where {{among}} and {{within}}

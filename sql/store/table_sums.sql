-- All rows of a table: how many, and the sums of both halves of their digests, as `row_sums` makes them.
select
    count(*) as rows,
    coalesce(sum(md5_number_lower(to_json(r)::varchar)::hugeint), 0) as lower,
    coalesce(sum(md5_number_upper(to_json(r)::varchar)::hugeint), 0) as upper
from (select {{columns}} from {{table}}) as r

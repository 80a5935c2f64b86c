-- All rows of a table: how many, and the sums of both halves of their digests, as `row_sums` makes them.
select
    count(*) as rows,
    coalesce(sum((digest >> 64)::hugeint), 0) as lower,
    coalesce(sum((digest & 18446744073709551615::uhugeint)::hugeint), 0) as upper
from (select md5_number(to_json(r)::varchar) as digest from (select {{columns}} from {{table}}) as r) as summed

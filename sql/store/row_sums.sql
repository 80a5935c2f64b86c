-- Rows of the changed ids of a span: how many, and the sums of both halves of their digests.
-- Sums are free of order, and can be added to and taken from. A row's digest is made once and then cut.
select
    count(*) as rows,
    coalesce(sum((digest >> 64)::hugeint), 0) as lower,
    coalesce(sum((digest & 18446744073709551615::uhugeint)::hugeint), 0) as upper
from (
    select md5_number(to_json(r)::varchar) as digest
    from (select {{columns}} from {{table}} semi join changed using ({{id}}) where {{within}}) as r
) as summed

-- Rows of the changed ids of a span: how many, and the sums of both halves of their digests.
-- Sums are free of order, and can be added to and taken from.
select
    count(*) as rows,
    coalesce(sum(md5_number_lower(to_json(r)::varchar)::hugeint), 0) as lower,
    coalesce(sum(md5_number_upper(to_json(r)::varchar)::hugeint), 0) as upper
from (select {{columns}} from {{table}} semi join changed using ({{id}}) where {{within}}) as r

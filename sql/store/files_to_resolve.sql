-- Those files with open revisits in which the payload of one is stored by now, each with the number of its open ones.
with
stored as (
    select
        url,
        captured_at,
        stated_digest
    from read_parquet({{index}})
    where payload_file is not null
),

waiting as (
    select
        filename,
        stated_digest in (select stated_digest from stored)
        or (refers_to_url, refers_to_at) in (select (url, captured_at) from stored) as solvable
    from read_parquet({{files}}, filename = true)
    where payload_file is null
)

select
    filename,
    count(*) as revisits
from waiting
group by filename
having bool_or(solvable)
order by filename

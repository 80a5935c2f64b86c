-- Those of the files with open revisits in which there is one whose payload is stored by now.
with
stored as (
    select
        url,
        captured_at,
        stated_digest
    from read_parquet({{index}})
    where payload_file is not null
)

select distinct filename
from read_parquet({{files}}, filename = true)
where
    payload_file is null
    and (
        stated_digest in (select stated_digest from stored)
        or (refers_to_url, refers_to_at) in (select (url, captured_at) from stored)
    )
order by filename

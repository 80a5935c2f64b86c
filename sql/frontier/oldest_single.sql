-- For each source the article that waits longest for its second capture.
select source, page_key, url, datetime(first_captured_at, 'unixepoch') as captured_at
from (
    select *, row_number() over (partition by source order by first_captured_at, page_key) as place
    from pages
    where kind = 'article' and captures = 1 and dropped = 0
)
where place = 1
order by source

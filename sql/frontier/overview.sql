-- The frontier of each source: pages known, due, failing, gone, never captured; when the next is due.
select
    source,
    count(*) filter (where kind = 'article') as articles,
    count(*) filter (where kind = 'article' and captures = 0 and dropped = 0) as never_captured,
    count(*) filter (where due_at <= $now and dropped = 0) as due,
    count(*) filter (where tries > 0) as failing,
    count(*) filter (where gone > 0) as gone,
    count(*) filter (where dropped > 0 and kind = 'article') as given_up,
    datetime(min(due_at) filter (where dropped = 0), 'unixepoch') as next_due
from pages
group by source
order by source

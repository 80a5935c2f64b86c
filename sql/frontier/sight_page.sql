-- Add a page that was sighted. One known already keeps its row; one that the site said is gone is asked again: now
-- under another address than before, within a day under the same.
insert into pages (source, page_key, url, kind, seen_at, listed_on, due_at)
values ($source, $page_key, $url, $kind, $now, $listed_on, $now)
on conflict (source, page_key) do update set
    url = excluded.url,
    due_at
    = case when pages.url <> excluded.url then excluded.due_at else min(pages.due_at, excluded.due_at + 86400) end,
    dropped = 0
where pages.gone > 0

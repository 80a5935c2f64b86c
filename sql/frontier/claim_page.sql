-- Take the page that is due next for SOURCE: lists first, then articles never captured, then the longest overdue.
update pages
set leased_by = $holder, leased_until = $until
where
    rowid = (
        select rowid
        from pages
        where source = $source and dropped = 0 and due_at <= $now and leased_until <= $now
        order by kind = 'article', captures > 0, due_at, page_key
        limit 1
    )
returning *

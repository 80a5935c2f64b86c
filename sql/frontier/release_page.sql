-- Give a page back unvisited; it stays due.
update pages set leased_by = null, leased_until = 0
where source = $source and page_key = $page_key and leased_by = $holder

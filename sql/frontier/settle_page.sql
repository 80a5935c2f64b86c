-- What a visit found: the lease ends, the next visit is due at DUE_AT.
update pages
set
    leased_by = null,
    leased_until = 0,
    url = $url,
    asked_at = $now,
    outcome = $outcome,
    due_at = $due_at,
    tries = $tries,
    gone = $gone,
    problem = $problem,
    dropped = $dropped
where source = $source and page_key = $page_key and leased_by = $holder

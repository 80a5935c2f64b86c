-- The request of a run whose process is gone has ended; the host may be asked again from NEXT_AT on.
update hosts set busy_by = null, busy_until = 0, next_at = max(next_at, $next_at)
where busy_by = $holder

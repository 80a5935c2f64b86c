-- A clock that was set back leaves waits too far ahead: none is longer than a request, or a day for a pause.
-- Where robots.txt was read later than now, the host's pause was noted by that clock too, and is over.
update hosts
set
    busy_until = min(busy_until, $now + $lease),
    next_at = case when robots_at > $now then $now else min(next_at, $now + $day) end,
    robots_at = min(robots_at, $now)
where busy_until > $now + $lease or next_at > $now + $day or robots_at > $now

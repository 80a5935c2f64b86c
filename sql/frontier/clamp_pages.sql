-- A clock that was set back: leases end as soon as ones taken now would; what was seen or asked later than now is due.
update pages
set
    leased_until = min(leased_until, $now + $lease),
    due_at = case when asked_at > $now or seen_at > $now then $now else due_at end,
    seen_at = min(seen_at, $now)
where leased_until > $now + $lease or ((asked_at > $now or seen_at > $now) and due_at > $now)

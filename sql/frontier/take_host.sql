-- Take a host for one request where nobody asks it now, its pause is over, and its budget of the day is not spent.
update hosts
set
    busy_by = $holder,
    busy_until = $until,
    asked = case when day = $day then asked + 1 else 1 end,
    day = $day
where
    host = $host and busy_until <= $now and next_at <= $now and (day <> $day or asked < $budget)
returning host

-- Take the next capture to fetch: by address, then time, so that what repeats another comes after it.
update mementos
set leased_by = $holder, leased_until = $until
where
    rowid = (
        select rowid
        from mementos
        where
            source = $source
            and state = 'wanted'
            and due_at <= $now
            and leased_until <= $now
            and substr(urlkey, 1, length($prefix)) = $prefix
            and timestamp between $since and $until_time
        order by urlkey, timestamp, url
        limit 1
    )
returning *

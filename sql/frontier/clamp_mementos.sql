-- A clock that was set back: a lease ends as soon as one taken now would.
update mementos set leased_until = min(leased_until, $now + $lease) where leased_until > $now + $lease

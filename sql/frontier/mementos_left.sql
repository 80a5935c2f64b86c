-- How many captures of an archive's listing are still wanted, and when the next may be asked for.
select count(*) as wanted, min(max(due_at, leased_until)) as due_at
from mementos
where
    source = $source
    and state = 'wanted'
    and substr(urlkey, 1, length($prefix)) = $prefix
    and timestamp between $since and $until_time

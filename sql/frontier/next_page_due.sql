-- When the next page of a source is due, of those that failed (1) or of all (0); nothing where there is none.
select min(max(due_at, leased_until)) as due_at
from pages
where source = $source and dropped = 0 and (tries > 0 or $failed = 0 or leased_until > $now)

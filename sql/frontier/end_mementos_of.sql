-- The leases of a run whose process is gone end; its mementos stay wanted.
update mementos set leased_by = null, leased_until = 0
where leased_by = $holder

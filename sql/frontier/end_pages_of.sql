-- The leases of a run whose process is gone end; its pages stay due.
update pages set leased_by = null, leased_until = 0
where leased_by = $holder

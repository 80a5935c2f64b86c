-- SQLite's own check of the whole file: the one row 'ok', or the first fault.
select integrity_check from pragma_integrity_check(1)

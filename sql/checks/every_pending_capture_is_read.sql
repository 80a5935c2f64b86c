-- Captures that the run set out to read and that have no row: neither article nor listing, not found or reject.
-- table: captures
-- remedy: a capture got lost on the way: build again; if it stays, report it with the run's id
select p.capture_id, p.url from pending_captures as p anti join staged_captures as c on p.capture_id = c.capture_id

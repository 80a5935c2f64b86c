-- The time of the newest capture.
select max(captured_at) from captures

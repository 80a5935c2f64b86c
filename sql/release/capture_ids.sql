-- Ids of all captures, in the order of time.
select capture_id from captures order by captured_at, capture_id

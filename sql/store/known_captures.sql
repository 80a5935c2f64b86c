-- Those captures that a run has read, and that the lake has rows of; at most so many.
select distinct capture_id from lake.captures semi join base_capture using (capture_id) order by capture_id limit $most

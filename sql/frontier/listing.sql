-- How far a listing was read.
select resume_key, pages, done from listings where listing = $listing

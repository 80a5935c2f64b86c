-- Note how far a listing was read.
insert into listings (listing, resume_key, pages, done) values ($listing, $resume_key, 1, $done)
on conflict (listing) do update set resume_key = excluded.resume_key, pages = pages + 1, done = excluded.done

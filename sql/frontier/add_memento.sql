-- A capture that an archive lists; one known already keeps its row.
insert into mementos (source, urlkey, timestamp, url, digest, status)
values ($source, $urlkey, $timestamp, $url, $digest, $status)
on conflict do nothing

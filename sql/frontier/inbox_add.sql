-- A file of the inbox was captured.
insert into inbox (path, size, changed_at, captured_at) values ($path, $size, $changed_at, $now) on conflict do nothing

-- Finds the page that is due next.
create index if not exists pages_due on pages (source, dropped, due_at)

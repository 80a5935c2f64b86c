-- A file of the inbox folder that was captured: its path, size and time.
create table if not exists inbox (
    path text not null,
    size integer not null,
    changed_at real not null,
    captured_at real not null,
    primary key (path, size, changed_at)
)

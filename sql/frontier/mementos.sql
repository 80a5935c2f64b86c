-- A capture that an archive holds: its address, its time (14 digits), the archive's digest, and what became of it here.
create table if not exists mementos (
    source text not null,
    urlkey text not null,
    timestamp text not null,
    url text not null,
    digest text not null,
    status text not null,
    state text not null default 'wanted' check (state in ('wanted', 'stored', 'absent')),
    due_at real not null default 0,
    leased_by text,
    leased_until real not null default 0,
    tries integer not null default 0,
    payload_digest text,
    problem text,
    primary key (source, urlkey, timestamp, url)
)

-- A host: when it may be asked again, who asks it now, how often it was asked today (UTC), its robots.txt.
create table if not exists hosts (
    host text not null primary key,
    next_at real not null default 0,
    busy_by text,
    busy_until real not null default 0,
    day text not null default '',
    asked integer not null default 0,
    failures integer not null default 0,
    robots text,
    robots_known integer not null default 0,
    robots_at real not null default 0
)

-- A listing of an archive's captures: a prefix between two times, how far it was read, whether to its end.
create table if not exists listings (
    listing text not null primary key,
    resume_key text,
    pages integer not null default 0,
    done integer not null default 0
)

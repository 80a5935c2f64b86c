-- The versions, by digest, all of whose texts are in the index.
create table if not exists versions (digest text primary key)

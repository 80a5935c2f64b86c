-- The data files whose texts are in the index.
create table if not exists files (name text primary key)

-- All texts of a version are in the index.
insert or ignore into versions (digest) values ($digest)

-- What SQLite finds wrong with the catalog's file; `ok` alone where it is sound.
pragma integrity_check(1)

-- Files of a table that several snapshots added become one; each row keeps the snapshot that added it.
call ducklake_merge_adjacent_files('lake')

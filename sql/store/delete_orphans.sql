-- Delete the files that no snapshot knows and that are older than a time.
call ducklake_delete_orphaned_files('lake', older_than => $before)

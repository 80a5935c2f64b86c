-- Delete the files that were replaced before a time.
call ducklake_cleanup_old_files('lake', older_than => $before)

-- Files that nothing needs since a time: replaced by merged ones, or left behind by a write that was cut off.
-- They are listed, not deleted.
select path from ducklake_cleanup_old_files('lake', dry_run => true, older_than => $before)
union
select path from ducklake_delete_orphaned_files('lake', dry_run => true, older_than => $before)
order by path

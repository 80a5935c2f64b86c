-- Snapshots that no version is.
call ducklake_expire_snapshots('lake', versions => {{files}})

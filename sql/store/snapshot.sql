-- The lake's newest snapshot.
select max(snapshot_id) from lake.snapshots()

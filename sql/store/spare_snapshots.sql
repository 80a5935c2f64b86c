-- Snapshots that no published version is, the newest and the first one aside.
select snapshot_id
from lake.snapshots()
where
    snapshot_id not in (select snapshot_id from lake.versions)
    and snapshot_id > 0
    and snapshot_id < (select max(snapshot_id) from lake.snapshots())
order by snapshot_id

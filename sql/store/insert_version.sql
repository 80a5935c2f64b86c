-- The version's own row, written in the transaction that makes it.
insert into lake.versions by name
select
    $version as version, $snapshot_id as snapshot_id, $created_at as created_at, $message as message,
    $code_version as code_version, $schema_version as schema_version, $rules as rules, $counts as counts,
    $sums as sums, $digest as digest, $chain_head as chain_head

-- Whether all texts of a version are in the index.
select 1 from versions where digest = $digest

-- The digest of the newest version.
select digest from versions order by version desc limit 1

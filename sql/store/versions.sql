-- Published versions, oldest first.
select * from lake.versions order by version

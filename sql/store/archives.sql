-- The archives that hold captures of the newest version.
select distinct warc_file from lake.captures order by warc_file

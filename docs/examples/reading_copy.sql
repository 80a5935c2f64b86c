-- Run it:  duckdb -readonly data/palimpsest.duckdb < docs/examples/reading_copy.sql
-- What there is, and what it means.
select view_name, comment from duckdb_views() where not internal order by view_name;
select column_name, comment from duckdb_columns() where table_name = 'erasures' order by column_index;
-- How often Russia was named, month by month.
select * from party_timeline('country:RUS');
-- Who is named together with Russia.
select * from named_with('country:RUS') limit 10;
-- Who ceased to be named this year.
select * from erased_between('2026-01-01', '2026-12-31');

-- The lock of the one writer, held to the end of the transaction; false where another connection has it.
select * from postgres_query('server', 'select pg_try_advisory_xact_lock(7225467367)')

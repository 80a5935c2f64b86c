"""The pure core: bytes and rows in, rows out. No Dagster, DuckDB, file, network or clock in here."""

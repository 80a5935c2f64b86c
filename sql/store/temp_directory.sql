-- Where DuckDB puts what does not fit into memory.
set temp_directory = {{folder}}

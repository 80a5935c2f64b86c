-- Store the rows of a derived table, in the order of its key.
copy (select * from {{view}} order by {{key}}) to {{file}} (format parquet, compression zstd)

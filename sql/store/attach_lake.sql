-- The lake: catalog in an SQLite file, rows in Parquet files; small writes go to files too, so that views can read them.
-- The folder may have moved since the catalog was made, so the path given here counts.
attach {{catalog}} as lake (data_path {{data}}, override_data_path true, data_inlining_row_limit 0{{mode}})

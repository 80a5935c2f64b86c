-- The lake: catalog in an SQLite file, rows in Parquet files; small writes go to files too, so that views can read them.
attach {{catalog}} as lake (data_path {{data}}, data_inlining_row_limit 0{{mode}})

-- The columns that Parquet files have, all of them together.
describe from read_parquet({{files}}, union_by_name = true)

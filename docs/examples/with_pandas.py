"""The reading copy as pandas frames: python docs/examples/with_pandas.py data/palimpsest.duckdb"""

import sys

import duckdb

with duckdb.connect(sys.argv[1], read_only=True) as dataset:
    timeline = dataset.sql("from party_timeline('country:RUS')").df()
print(timeline.pivot_table(index="month", columns="site", values="articles", fill_value=0).to_string())

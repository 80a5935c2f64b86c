"""The reading copy as Arrow tables: python docs/examples/with_arrow.py data/palimpsest.duckdb"""

import sys

import duckdb
import pyarrow.compute as pc

with duckdb.connect(sys.argv[1], read_only=True) as dataset:
    mentions = dataset.sql("select party_id, article_id, surface from mentions").to_arrow_table()
counts = mentions.group_by("party_id").aggregate([("article_id", "count_distinct")])
order = pc.sort_indices(counts, [("article_id_count_distinct", "descending"), ("party_id", "ascending")])
for row in counts.take(order[:10]).to_pylist():
    print(row["party_id"], row["article_id_count_distinct"])

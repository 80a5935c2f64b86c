"""A release as polars frames, without DuckDB: python docs/examples/with_polars.py data/releases/2026.07.13"""

import sys
from pathlib import Path

import polars as pl

release = Path(sys.argv[1])
parties = pl.scan_parquet(release / "parties.parquet").select("party_id", "name", "type")
erased = pl.scan_parquet(release / "erasures.parquet").join(parties, on="party_id").group_by("name", "type").len()
for name, kind, articles in erased.sort(["len", "name"], descending=[True, False]).collect().rows():
    print(name, kind, articles)

"""Makes a home whose lake holds any number of articles, quickly: a small real build, its rows copied under other ids.

    python -m benchmarks.large_lake --home big --articles 1000000

The 500 articles of the small build are composed pages (`tests/sample`) that went through the whole pipeline, so every
table is as a build makes it: captures, observations, texts, revisions, signatures of stories, and so on. Each copy has
ids, addresses and digests of its own, and noise in its body, so that files do not compress to nothing. Mentions are
repeated until an article has 20. The index of stored captures holds the copies too; their WARC file does not exist, as
nothing reads captures that were read before.
"""

import argparse
import hashlib
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.schema import TABLES, Table
from dagster_project.defs.build import run_build
from dagster_project.store.capture_index import index_folder
from dagster_project.store.home import Home
from dagster_project.store.index_rows import INDEX, INDEX_VERSION
from dagster_project.store.lake import columns_of, open_lake, versions
from dagster_project.store.publish import sum_anew
from dagster_project.store.reading_copy import ensure_reading_copy
from tests.sample.compose import larger, write

BASE: Final = 500
MENTIONS: Final = 20
COPIES_A_FILE: Final = 400
"""Copies of the base that one insert makes: 200,000 articles."""
NOISE: Final = "array_to_string([md5(article_id || n::varchar || m::varchar) for m in range(8)], ' ')"
CHANGED: Final = {
    "article_id": "article_id || '~' || n",
    "other_article_id": "other_article_id || '~' || n",
    "story_id": "story_id || '~' || n",
    "capture_id": "md5(capture_id || n::varchar)",
    "previous_capture_id": "md5(previous_capture_id || n::varchar)",
    "url": "url || '?copy=' || n",
    "bucket": "(hash(bucket, n) >> 1)::bigint",
    "body": f"body || ' ' || {NOISE}",
}
"""How a copied row's columns differ from the original's."""


def make_base(home: Home) -> None:
    """Build BASE composed articles with the real pipeline."""
    home.prepare()
    archive = home.root / "base.warc.gz"
    write(larger(BASE), archive)
    outcome = run_build(home, [str(archive)])
    assert outcome.success, outcome
    archive.unlink()


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, first: int, end: int, repeat: int) -> None:
    """Insert the copies FIRST to END of the base's rows of TABLE, in key order; each row REPEAT times over."""
    changes = ", ".join(f"{CHANGED[c.name]} as {c.name}" for c in table.columns if c.name in CHANGED)
    numbered = ", mention_id + 1000 * r as mention_id" if repeat > 1 else ""
    connection.execute(
        f"insert into lake.{table.name} by name select * replace ({changes}{numbered}) from base_{table.name}"
        f" cross join (select unnest(range({first}, {end})) as n) cross join (select unnest(range({repeat})) as r)"
        f" order by {', '.join(table.key)}".replace(
            "select *", f"select {columns_of(table)} from (select *", 1
        ).replace(" order by", ") order by", 1)
    )


def grow(home: Home, articles: int) -> None:
    """Copy the base's rows until the lake holds ARTICLES, and publish that as a version."""
    lake = open_lake(home, read_only=False)
    last = versions(lake)[-1]
    counts = json.loads(last.counts)
    repeat = max(1, round(MENTIONS * counts["articles"] / counts["mentions"]))
    tables = [t for t in TABLES.values() if t.scope != "global" or t.name == "story_links"]
    for table in tables:
        lake.execute(f"create temp table base_{table.name} as from lake.{table.name}")
    copies = articles // counts["articles"]
    lake.execute("begin")
    for table in tables:
        times = repeat if table.name == "mentions" else 1
        for first in range(1, copies, COPIES_A_FILE):
            _copy(lake, table, first, min(copies, first + COPIES_A_FILE), times)
    row = lake.execute("select max(snapshot_id) from lake.snapshots()").fetchone()
    assert row is not None
    facts = {**{c.name: getattr(last, c.name) for c in TABLES["versions"].columns}, "version": last.version + 1}
    sums = json.loads(last.sums)
    sum_anew(lake, [table.name for table in tables], sums)
    held = json.dumps(sums, sort_keys=True)
    facts |= {"snapshot_id": row[0] + 1, "created_at": datetime.now(UTC)}
    facts |= {"sums": held, "digest": hashlib.sha256(held.encode()).hexdigest()}
    facts |= {"counts": json.dumps({name: values[0] for name, values in sorted(sums.items())})}
    facts |= {"message": f"{articles} invented articles"}
    lake.execute(f"insert into lake.versions by name select {', '.join(f'${n} as {n}' for n in facts)}", facts)
    lake.execute("commit")
    snapshot = versions(lake)[-1].snapshot_id
    _index(home, lake)
    lake.close()
    ensure_reading_copy(home, snapshot, fresh=True)


def _index(home: Home, lake: duckdb.DuckDBPyConnection) -> None:
    """The index of stored captures that goes with the copied rows of `captures`."""
    own = {f.name: f"c.{f.name}" for f in INDEX if f.name in TABLES["captures"].by_name}
    own |= {"payload_file": "c.warc_file", "payload_offset": "c.warc_offset"}
    rows = lake.execute(
        f"select {', '.join(f'{sql} as {name}' for name, sql in own.items())}"
        " from lake.captures as c anti join base_captures using (capture_id)"
    ).to_arrow_reader(100_000)
    with pq.ParquetWriter(index_folder(home) / "invented.parquet", INDEX, compression="zstd") as writer:
        for batch in rows:
            table = pa.Table.from_batches([batch])
            for field in INDEX:
                if field.name not in own:
                    table = table.append_column(field, pa.nulls(table.num_rows, field.type))
            writer.write_table(table.select(INDEX.names).cast(INDEX))
        writer.add_key_value_metadata({"index_version": INDEX_VERSION, "end": "0"})


def make_lake(folder: Path, articles: int) -> Home:
    """A home in FOLDER with ARTICLES articles."""
    home = Home.at(folder)
    make_base(home)
    if articles > BASE:
        grow(home, articles)
    return home


def main() -> None:
    """Make the home and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1_000_000)
    given = parser.parse_args()
    start = time.perf_counter()
    home = make_lake(given.home, given.articles)
    lake = open_lake(home)
    print(f"{time.perf_counter() - start:,.0f} s: {versions(lake)[-1].counts}")


if __name__ == "__main__":
    main()

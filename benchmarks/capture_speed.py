"""How fast captures are written and read on one core, and what an unchanged re-crawl costs.

    python -m benchmarks.capture_speed                    20,000 pages of 63 KB
    python -m benchmarks.capture_speed --captures 2000

Written: through the crawl's writer, a response and its request each. Read: the index, then each payload by its offset.
Seconds are those of the processor: other work on the machine changes nothing.
Unchanged: the same pages again as "not modified" (revisit records), with index and CDXJ lines.
"""

import argparse
import os
import random
import string
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project.store.capture_index import index_folder
from dagster_project.store.home import Home
from dagster_project.store.payload_reader import PayloadReader
from dagster_project.store.warc_records import Fetched, Original, Request, payload_digest
from dagster_project.store.warc_writer import CaptureWriter
from tests.sample.compose import larger

VOCABULARY = ["".join(random.Random(n).choices(string.ascii_lowercase, k=4 + n % 7)) for n in range(300)]
START = datetime(2026, 1, 5, tzinfo=UTC)
ASKED = Request("GET /newstream/", (("Host", "kcnawatch.org"), ("User-Agent", "palimpsest/benchmark (+none)")))


def filler(number: int, page_kb: int) -> bytes:
    """A script comment of about PAGE_KB kilobytes that compresses as pages do, to a fourth or fifth."""
    chance = random.Random(number)
    words = chance.choices(VOCABULARY, k=page_kb * 1024 // 8)
    return b"<script>/*" + " ".join(words).encode() + b"*/</script></head>"


def fetched(count: int, page_kb: int) -> Iterator[Fetched]:
    """COUNT pages of about PAGE_KB kilobytes."""
    headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"x"'), ("Server", "sample"))
    for number, made in enumerate(larger(count)):
        at = START + timedelta(seconds=number)
        body = made.body.replace(b"</head>", filler(number, page_kb), 1)
        yield Fetched(made.url, at, 200, "OK", headers, body, ASKED, "192.0.2.1")


def size_of(folder: Path) -> int:
    """Bytes of all files under FOLDER."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def crawl(home: Home, pages: list[Fetched], day: int) -> float:
    """Seconds to store PAGES on DAY, index and CDXJ lines included."""
    began = time.process_time()
    with CaptureWriter(home, {"description": "benchmark"}, now=lambda: START + timedelta(days=day)) as writer:
        for page in pages:
            writer.store(page)
    return time.process_time() - began


def unchanged(pages: list[Fetched]) -> list[Fetched]:
    """The same pages, not modified a day later."""
    again = []
    for page in pages:
        original = Original(page.url, page.captured_at, payload_digest(page.body))
        at = page.captured_at + timedelta(days=1)
        again.append(Fetched(page.url, at, 304, "Not Modified", (("ETag", '"x"'),), b"", repeats=original))
    return again


def read_all(home: Home) -> tuple[float, int]:
    """Seconds to read every payload through the index, and their bytes."""
    began, total = time.process_time(), 0
    table = pq.read_table(index_folder(home), columns=["payload_file", "payload_offset"]).to_pydict()
    with PayloadReader(home.captures) as reader:
        for file, offset in sorted(zip(table["payload_file"], table["payload_offset"], strict=True)):
            total += len(reader.payload(file, offset) or b"")
    return time.process_time() - began, total


def main() -> None:
    """Measure, and print a line each."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--captures", type=int, default=20_000)
    options.add_argument("--page-kb", type=int, default=63)
    given = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(folder)
        home.prepare()
        wrote = writing = 0.0
        again: list[Fetched] = []
        batch: list[Fetched] = []
        for page in fetched(given.captures, given.page_kb):
            batch.append(page)
            if len(batch) == 5_000:
                writing += crawl(home, batch, 0)
                again += unchanged(batch)
                wrote, batch = wrote + len(batch), []
        writing += crawl(home, batch, 0) if batch else 0.0
        again, wrote = again + unchanged(batch), wrote + len(batch)
        first = size_of(home.captures)
        reading, total = read_all(home)
        recrawl = crawl(home, again, 1)
        more = size_of(home.captures) - first
        print(f"written and indexed: {wrote / writing:,.0f} a second ({wrote:,.0f} in {writing:.1f} s)")
        print(f"read: {wrote / reading:,.0f} a second, {total / reading / 1e6:,.0f} MB/s")
        print(f"written, indexed and read: {wrote / (writing + reading):,.0f} a second")
        print(
            f"unchanged re-crawl: {more / first:.2%} of the first crawl's {first / 1e6:,.0f} MB, {wrote / recrawl:,.0f} a second"
        )


if __name__ == "__main__":
    main()

"""How long it takes to take captures over: many small archives, many bare pages, several large archives; and all of it again.

    python -m benchmarks.intake_speed                      1,000 archives, 5,000 pages, four archives of 5,000 pages
    python -m benchmarks.intake_speed --archives 4000 --pages 20000

Only the capture step, by the clock, in a process of its own for each kind, with the peak memory of that process. Times must
grow with the number of files: run it with twice as many and compare.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.run import Run
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake
from tests.sample.compose import larger, write

PAGE_KB: Final = 63


def small_archives(folder: Path, count: int) -> None:
    """COUNT archives of three pages, each with a revisit of a page of another."""
    pages = list(larger(3 * count))
    for number in range(count):
        repeated = pages[(3 * number + len(pages) // 2) % len(pages)]
        again = replace(repeated, at=repeated.at + timedelta(days=9_000), revisits=(repeated.url, repeated.at))
        write([*pages[3 * number : 3 * number + 3], again], folder / f"{number:06}.warc.gz")


def bare_pages(folder: Path, count: int) -> None:
    """COUNT pages as files, each with a canonical link."""
    for number, page in enumerate(larger(count, page_kb=PAGE_KB)):
        link = f'<link rel="canonical" href="{page.url}"></head>'.encode()
        (folder / f"{number:06}.html").write_bytes(page.body.replace(b"</head>", link, 1))


def large_archives(folder: Path, count: int) -> None:
    """Four archives of COUNT pages in all."""
    pages = larger(count, page_kb=PAGE_KB)
    for number in range(4):
        write(islice(pages, count // 4), folder / f"{number}.warc.gz")


def take_over(folder: Path) -> list[tuple[float, float]]:
    """Seconds and megabytes of taking FOLDER over into a new home, and once more into the same."""
    home = Home.at(folder.parent / f"{folder.name}-home")
    home.prepare()
    open_lake(home, read_only=False).close()
    taken = []
    for turn in ("first", "again"):
        begun = time.monotonic()
        capture_inputs(Run(home, turn), [str(folder)])
        taken.append((time.monotonic() - begun, peak_megabytes()))
    return taken


def peak_megabytes() -> float:
    """The most memory that this process has held; unlike what `getrusage` says, not that of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024


def main() -> None:
    """Print a line for each kind of input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=20_000, help="pages in the four large archives")
    given = parser.parse_args()
    kinds: list[tuple[str, Callable[[Path, int], None], int]] = [
        ("small archives", small_archives, given.archives),
        ("bare pages", bare_pages, given.pages),
        ("pages in four archives", large_archives, given.large),
    ]
    with tempfile.TemporaryDirectory() as name:
        for kind, make, count in kinds:
            folder = Path(name) / make.__name__
            folder.mkdir()
            make(folder, count)
            with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                (first, _), (again, megabytes) = alone.submit(take_over, folder).result()
            print(f"{count:7,} {kind:24} {first:7.1f} s, again {again:6.1f} s, {megabytes:6,.0f} MB", flush=True)


if __name__ == "__main__":
    main()

"""How fast a whole build is, beside what a user would pick instead. Sides of a comparison run in turn, in one run.

    python -m benchmarks.speed                      2,000 pages of 63 KB
    python -m benchmarks.speed --pages 500 --rounds 1
    python -m benchmarks.speed --lake 20000         also: 50 new captures on a lake of so many articles, and on an empty one

The pages are composed (`tests/sample`), in the layout of KCNA Watch. What is compared:

- `palimpsest build`, from the WARC file to the published version with its datelines, parties, roles, history and audit,
  with `trafilatura --parallel` on the same pages as files, which gives text alone;
- one core's extraction with `trafilatura.bare_extraction(with_metadata=True)`, and with parsing alone (lxml, lexbor);
- the seconds to the first page read (`inspect`) and to a query's first row.

Figures are the best of the rounds. Nothing fails: ratios are for people to judge (`benchmarks/RESULTS.md`).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction

from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.store.places import load_places
from tests.sample.compose import Capture, larger, write

ROOT: Final = Path(__file__).resolve().parents[1]
CORES: Final = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Peak:
    """What a command took: seconds, and the largest memory of one of its processes in MB."""

    seconds: float
    megabytes: float


def run(command: Sequence[str | Path]) -> Peak:
    """Run COMMAND to its end. Raises CalledProcessError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), [str(part) for part in command])
    return Peak(time.perf_counter() - start, usage.ru_maxrss / 1024)


def palimpsest(*arguments: str | Path) -> Peak:
    """Run the command line."""
    return run([sys.executable, "-m", "dagster_project", *arguments])


def line(what: str, seconds: float, pages: int, base: float | None = None, note: str = "") -> None:
    """Print one line of the table; BASE are the seconds of the side that it is compared with."""
    ratio = f"{base / seconds:8.2f}x" if base else " " * 9
    print(f"{what:58} {seconds:9.2f} s {pages / seconds:10,.0f}/s {ratio}  {note}".rstrip(), flush=True)


def whole_builds(folder: Path, captures: list[Capture], rounds: int) -> None:
    """The whole build beside trafilatura's own command on the same pages."""
    pages = folder / "pages"
    pages.mkdir()
    for number, capture in enumerate(captures):
        (pages / f"{number:07}.html").write_bytes(capture.body)
    archive = folder / "archive.warc.gz"
    write(captures, archive)
    trafilatura = Path(sys.executable).with_name("trafilatura")
    theirs, ours = [], []
    for turn in range(rounds):
        out = folder / f"text{turn}"
        theirs.append(run([trafilatura, "--input-dir", pages, "--output-dir", out, "--parallel", str(CORES)]))
        ours.append(palimpsest("build", archive, "--home", folder / f"home{turn}"))
    base = min(t.seconds for t in theirs)
    line(f"trafilatura --parallel {CORES}: text", base, len(captures))
    best = min(ours, key=lambda o: o.seconds)
    line("palimpsest build: text, datelines, parties, history, audit", best.seconds, len(captures), base)
    again = palimpsest("build", archive, "--home", folder / "home0")
    line("palimpsest build of the same file: nothing new", again.seconds, len(captures), base)


def best_of(rounds: int, *sides: Callable[[], Any]) -> list[float]:
    """The least CPU seconds of each side over ROUNDS, the sides taking turns."""
    least = [float("inf")] * len(sides)
    for _ in range(rounds):
        for number, side in enumerate(sides):
            start = time.process_time()
            side()
            least[number] = min(least[number], time.process_time() - start)
    return least


def extraction(captures: list[Capture], rounds: int) -> None:
    """One core's extraction beside trafilatura with metadata, and beside parsing alone."""
    places = load_places(ROOT / "data" / "reference")
    pages = [Page(f"{n:032x}", c.url, c.at, 200, "text/html", c.body) for n, c in enumerate(captures)]
    few = pages[: max(1, len(pages) // 10)]
    ours, theirs, lxml, lexbor = best_of(
        rounds,
        lambda: [extract_page(p, places) for p in pages],
        lambda: [bare_extraction(p.payload.decode(), url=p.url, with_metadata=True) for p in few],
        lambda: [lxml_html.fromstring(p.payload.decode()) for p in pages],
        lambda: [LexborHTMLParser(p.payload) for p in pages],
    )
    base = theirs * len(pages) / len(few)
    line("trafilatura, one core: text and metadata", base, len(pages))
    line("extraction, one core: text, dates, datelines, sightings", ours, len(pages), base)
    line("lxml: parsing alone", lxml, len(pages), base)
    line("lexbor: parsing alone", lexbor, len(pages), base)


def starts(folder: Path, captures: list[Capture], rounds: int) -> None:
    """Seconds to the first page read, and to a query's first row."""
    page = folder / "page.html"
    page.write_bytes(captures[0].body)
    first = min(palimpsest("inspect", page, "--url", captures[0].url).seconds for _ in range(rounds))
    line("start to the first page read (inspect)", first, 1)
    sql = "select count(*) from articles"
    line(
        "start to a query's first row",
        min(palimpsest("query", sql, "--home", folder / "home0").seconds for _ in range(rounds)),
        1,
    )


def additions(folder: Path, lake: int) -> None:
    """What 50 new captures cost on a lake of LAKE articles, and on an empty one."""
    archive, more = folder / "lake.warc.gz", folder / "more.warc.gz"
    write(larger(lake), archive)
    write(larger(50, first=lake + 100_000), more)
    grown = palimpsest("build", archive, "--home", folder / "lake")
    line(f"build of {lake:,} articles", grown.seconds, lake, note=f"{grown.megabytes:,.0f} MB in the largest process")
    empty = palimpsest("build", more, "--home", folder / "empty")
    full = palimpsest("build", more, "--home", folder / "lake")
    line("50 captures on an empty lake", empty.seconds, 50)
    line(f"50 captures on {lake:,} articles", full.seconds, 50, empty.seconds)


def main() -> None:
    """Run the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--page-kb", type=int, default=63, help="size of a page (default: 63, that of real ones)")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--lake", type=int, help="also measure 50 new captures on a lake of so many articles")
    given = parser.parse_args()
    captures = list(islice(larger(given.pages, page_kb=given.page_kb), given.pages))
    size = sum(len(c.body) for c in captures) / len(captures) / 1000
    print(f"{len(captures):,} pages of {size:.0f} KB, {CORES} cores, best of {given.rounds}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extraction(captures[:400], given.rounds)
        whole_builds(folder, captures, given.rounds)
        starts(folder, captures, given.rounds)
        if given.lake:
            additions(folder, given.lake)


if __name__ == "__main__":
    main()

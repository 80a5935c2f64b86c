"""How fast a whole build is, beside what a user would pick instead. Sides of a comparison run in turn, in one run.

    python -m benchmarks.speed                      2,000 pages of 63 KB
    python -m benchmarks.speed --pages 500 --rounds 1
    python -m benchmarks.speed --lake 1000000       also: 50 new captures on a lake of so many articles, and on an empty one
    python -m benchmarks.speed --sizes 20000 200000             also: whole builds of so many captures
    python -m benchmarks.speed --alternatives venv/bin/python   also: tools that need an environment of their own

The pages are composed (`tests/sample`), in the layout of KCNA Watch. What is compared:

- `palimpsest build`, from the WARC file to the published version with its datelines, parties, roles, history and audit,
  with `trafilatura --parallel` on the same pages as files, which gives text alone;
- one core's extraction with `trafilatura.bare_extraction(with_metadata=True)`, and with parsing alone (lxml, lexbor);
- the time to the first page read (`inspect`) and to a query's first row.

Seconds are those of the processor, of all processes together, for what else the machine does does not change them; by the
clock a build takes less, as it uses all cores. Memory is the peak of the whole process tree, shared pages counted once.
Figures are the best of the rounds. Nothing fails: ratios are for people to judge (`benchmarks/RESULTS.md`).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction

from benchmarks.large_lake import make_lake
from benchmarks.process_tree import Taken, measure
from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.store.places import load_places
from tests.sample.compose import Capture, larger, write

ROOT: Final = Path(__file__).resolve().parents[1]
CORES: Final = os.cpu_count() or 1


def run(command: Sequence[str | Path]) -> Taken:
    """Run COMMAND to its end. Raises CalledProcessError where it fails."""
    return measure(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})


def palimpsest(*arguments: str | Path) -> Taken:
    """Run the command line."""
    return run([sys.executable, "-m", "dagster_project", *arguments])


def best(taken: Sequence[Taken]) -> Taken:
    """The run that took the least processor time."""
    return min(taken, key=lambda t: t.cpu)


def told(what: str, taken: Taken, pages: int, base: Taken | None = None) -> None:
    """Print a line of what TAKEN took; BASE is the side that it is compared with."""
    line(
        what,
        taken.cpu,
        pages,
        base.cpu if base else None,
        f"{taken.seconds:.1f} s by the clock, {taken.megabytes:,.0f} MB",
    )


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
    base = best(theirs)
    told(f"trafilatura --parallel {CORES}: text", base, len(captures))
    told("palimpsest build: text, datelines, parties, history, audit", best(ours), len(captures), base)
    again = palimpsest("build", archive, "--home", folder / "home0")
    told("palimpsest build of the same file: nothing new", again, len(captures), base)


def others(folder: Path, captures: list[Capture], python: Path | None) -> None:
    """What a user would pick instead, in an interpreter of its own, each on the same pages; skipped where it is missing."""
    if python is None:
        print("datatrove, news-please, spaCy: skipped; give the interpreter that has them with --alternatives PYTHON")
        return
    archive = folder / "few.warc.gz"
    write(captures, archive)
    for name in ("datatrove", "news-please", "spacy"):
        script = ROOT / "benchmarks" / "alternatives.py"
        said = subprocess.run([python, script, name, archive], capture_output=True, text=True, check=False, cwd=folder)
        lines = said.stdout.strip().splitlines()
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {"missing": said.stderr.strip()[-200:]}
        if "missing" in found:
            print(f"{name}: skipped ({found['missing']})")
        else:
            line(f"{name}, one core", found["seconds"], found["pages"])
    home = folder / "few"
    told("palimpsest build of these pages", palimpsest("build", archive, "--home", home), len(captures))


def best_of(rounds: int, *sides: Callable[[], Any]) -> list[float]:
    """The least CPU seconds of each side over ROUNDS, the sides taking turns."""
    least = [float("inf")] * len(sides)
    for _ in range(rounds):
        for number, side in enumerate(sides):
            start = time.process_time()
            side()
            least[number] = min(least[number], time.process_time() - start)
    return least


def each(pages: Sequence[Page], method: Callable[[Page], object]) -> None:
    """Call METHOD with each of PAGES, and keep nothing of what it gives: thousands of trees in memory make it slower."""
    for page in pages:
        method(page)


def extraction(captures: list[Capture], rounds: int) -> None:
    """One core's extraction beside trafilatura with metadata, and beside parsing alone."""
    places = load_places(ROOT / "data" / "reference")
    pages = [Page(f"{n:032x}", c.url, c.at, 200, "text/html", c.body) for n, c in enumerate(captures)]
    few = pages[: max(1, len(pages) // 10)]
    ours, theirs, lxml, lexbor = best_of(
        rounds,
        lambda: each(pages, lambda p: extract_page(p, places)),
        lambda: each(few, lambda p: bare_extraction(p.payload.decode(), url=p.url, with_metadata=True)),
        lambda: each(pages, lambda p: lxml_html.fromstring(p.payload.decode())),
        lambda: each(pages, lambda p: LexborHTMLParser(p.payload)),
    )
    base = theirs * len(pages) / len(few)
    line("trafilatura, one core: text and metadata", base, len(pages))
    line("extraction, one core: text, dates, datelines, sightings", ours, len(pages), base)
    line("lxml: parsing alone", lxml, len(pages), base)
    line("lexbor: parsing alone", lexbor, len(pages), base)


def starts(folder: Path, captures: list[Capture], rounds: int) -> None:
    """To the first page read, and to a query's first row."""
    page = folder / "page.html"
    page.write_bytes(captures[0].body)
    first = best([palimpsest("inspect", page, "--url", captures[0].url) for _ in range(rounds)])
    told("start to the first page read (inspect)", first, 1)
    sql = "select count(*) from articles"
    asked = best([palimpsest("query", sql, "--home", folder / "home0") for _ in range(rounds)])
    told("start to a query's first row", asked, 1)


def additions(folder: Path, lake: int) -> None:
    """What 50 new captures cost on a lake of LAKE articles (benchmarks.large_lake), and on an empty one."""
    more = folder / "more.warc.gz"
    write(larger(50, first=lake + 100_000), more)
    grown = make_lake(folder / "lake", lake)
    empty = palimpsest("build", more, "--home", folder / "empty")
    full = palimpsest("build", more, "--home", grown.root)
    told("50 captures on an empty lake", empty, 50)
    told(f"50 captures on {lake:,} articles", full, 50, empty)


def sizes(folder: Path, counts: Sequence[int]) -> None:
    """Whole builds of several sizes: captures a second of processor time, and the peak memory of all processes."""
    first: Taken | None = None
    for count in counts:
        archive = folder / f"{count}.warc.gz"
        write(larger(count), archive)
        taken = palimpsest("build", archive, "--home", folder / f"size{count}")
        told(f"build of {count:,} captures", taken, count)
        if first is not None:
            lost = 1 - (count / taken.cpu) / (counts[0] / first.cpu)
            print(f"  captures a second: {-lost:+.0%} against {counts[0]:,}")
        first = first or taken


def main() -> None:
    """Run the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--page-kb", type=int, default=63, help="size of a page (default: 63, that of real ones)")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--lake", type=int, help="also measure 50 new captures on a lake of so many articles")
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="also build so many captures each")
    parser.add_argument("--alternatives", type=Path, help="an interpreter with datatrove, news-please or spaCy")
    given = parser.parse_args()
    captures = list(islice(larger(given.pages, page_kb=given.page_kb), given.pages))
    size = sum(len(c.body) for c in captures) / len(captures) / 1000
    print(f"{len(captures):,} pages of {size:.0f} KB, {CORES} cores, best of {given.rounds}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extraction(captures[:400], given.rounds)
        whole_builds(folder, captures, given.rounds)
        starts(folder, captures, given.rounds)
        others(folder, captures[:200], given.alternatives)
        sizes(folder, given.sizes)
        if given.lake:
            additions(folder, given.lake)


if __name__ == "__main__":
    main()

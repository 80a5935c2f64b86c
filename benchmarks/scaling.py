"""What larger archives take: machines, hours and storage, computed from figures measured here.

    python -m benchmarks.scaling                     the table, from benchmarks/scaling.json
    python -m benchmarks.scaling measure             measure anew on 4,000 and 20,000 composed pages of 63 KB, and write that file
    python -m benchmarks.scaling measure --pages 500 --efficiency 0.9

Measured are seconds of processor time by step and bytes by place, so that times of a machine that is busy with other things
hold. Two sizes are built: what a step takes in any case is told from what it takes an article.
`--efficiency` is what `benchmarks.cluster_speed` prints. `docs/scaling.md` holds the table.
"""

import argparse
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from dagster_project.audit.expectations import expectations
from dagster_project.audit.run import audit
from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.erasures import find_run_erasures
from dagster_project.pipeline.extract import extract_pending
from dagster_project.pipeline.history import derive_history
from dagster_project.pipeline.parties import name_parties
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.rules import gazetteer, places
from dagster_project.pipeline.run import Run
from dagster_project.pipeline.stories import join_stories
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.lake import open_lake
from dagster_project.store.release.write import write_release
from tests.sample.compose import Capture, larger, write

FIGURES: Final = Path(__file__).with_name("scaling.json")
ON_WORKERS: Final = ("index", "extract", "parties")
"""Steps that a cluster shares out."""
IN_POOL: Final = ("history",)
"""Steps that the publisher shares out among its own cores; it does the others alone."""
CORES: Final = 16
"""Of a machine in the table."""
DAY: Final = 24.0


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: captures, articles among them, bytes of archive a capture, seconds between two requests where the
    captures are still to be fetched, and the most requests of a day.

    Composed pages pack better than real ones, so the archives' bytes are those of real captures (docs/operating.md).
    """

    name: str
    captures: float
    articles: float
    archive_bytes: float = 10_000
    pause_s: float | None = None
    a_day: float | None = None


WORKS: Final = (
    Work("all 17,500 Wayback captures", 17_500, 17_500, pause_s=4.0, a_day=10_000),
    Work("a million articles", 1e6, 1e6),
    # Common Crawl says of itself: 2 to 3 thousand million pages a crawl in about 80 to 100 TB of WARC.
    Work("10^9 pages of Common Crawl, one in 10,000 an article", 1e9, 1e5, archive_bytes=35_000),
    Work("10^9 pages, each an article", 1e9, 1e9, archive_bytes=35_000),
)


FEWEST: Final = 200
"""Pages of a build that is not measured, before those that are."""


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0


def measure(pages: int, efficiency: float) -> dict[str, Any]:
    """Figures from a build of PAGES composed pages and one of a fifth of them."""
    _built(FEWEST)  # what libraries load when they are first asked is no part of a page's cost, nor of a later run's
    few, many = (_built(count) for count in (pages // 5, pages))
    more = pages - pages // 5
    each = {step: max(0.0, (many[0][step] - few[0][step]) / more) for step in many[0]}
    return {
        "measured": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "pages": [pages // 5, pages],
        "efficiency": efficiency,
        "ms_a_page": {step: round(1000 * s, 3) for step, s in each.items()},
        "s_a_run": {step: round(max(0.0, s - each[step] * pages), 2) for step, s in many[0].items()},
        "ms_a_page_of_no_layout": round(_unknown(pages), 3),
        "bytes_a_page": {place: round((many[1][place] - few[1][place]) / more) for place in many[1]},
    }


def _built(pages: int) -> tuple[dict[str, float], dict[str, int]]:
    """Build PAGES composed pages in this process: seconds of processor time by step, bytes by place."""
    folder = Path(tempfile.mkdtemp(prefix="palimpsest-scaling-"))
    try:
        warc, home = folder / "pages.warc.gz", Home(folder / "home")
        write(larger(pages, page_kb=63), warc)
        home.prepare()
        open_lake(home, read_only=False).close()
        gazetteer(REFERENCE)
        run = Run(home, "run", workers=0)
        names = list(dict.fromkeys(e.table for e in expectations()))
        audit(run.stage, names[:1])  # the library is imported before anything is timed
        seconds: dict[str, float] = {}

        def step(name: str, work: Callable[[], object]) -> None:
            start = time.process_time()
            work()
            seconds[name] = time.process_time() - start

        step("index", lambda: capture_inputs(run, [str(warc)]))
        step("extract", lambda: extract_pending(run))
        step("history", lambda: derive_history(run))
        step("stories", lambda: join_stories(run))
        step("parties", lambda: name_parties(run))
        step("erasures", lambda: find_run_erasures(run))
        step("audit", lambda: audit(run.stage, names))
        staged = _bytes(run.stage.folder)
        step("publish", lambda: publish_run(run))
        step("release", lambda: write_release(home))
        return seconds, {
            "index": _bytes(home.captures / "index") + sum(p.stat().st_size for p in home.captures.glob("*.cdxj")),
            "staged": staged,
            "lake": _bytes(home.lake),
            "release": _bytes(home.releases),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unknown(pages: int) -> float:
    """Milliseconds for a page of a site that no layout knows, as most of a general crawl are."""
    known = places(REFERENCE)

    def page(number: int, capture: Capture) -> Page:
        url = f"https://example.org/{number}"
        return Page(f"{number}", url, capture.at, 200, capture.content_type, capture.body, None)

    sample = [page(n, c) for n, c in enumerate(larger(min(pages, 500), page_kb=63))]
    start = time.process_time()
    for one in sample:
        extract_page(one, known)
    return 1000 * (time.process_time() - start) / len(sample)


def _hours(ms: float, count: float) -> float:
    return ms * count / 3.6e6


def _told(hours: float) -> str:
    if hours * 60 < 1:
        return f"{hours * 3600:,.0f} s"
    if hours < 1:
        return f"{hours * 60:,.0f} min"
    return f"{hours:,.1f} h" if hours < 100 else f"{hours / DAY:,.0f} days"


def _size(amount: float) -> str:
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            return f"{amount:,.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:,.1f} {unit}"
        amount /= 1000
    raise AssertionError


def rows(figures: dict[str, Any], work: Work) -> list[tuple[str, str]]:
    """What WORK takes, line by line."""
    ms, size, efficiency = figures["ms_a_page"], figures["bytes_a_page"], figures["efficiency"]
    other = work.captures - work.articles
    shared = _hours(ms["index"], work.captures) + _hours(figures["ms_a_page_of_no_layout"], other)
    shared += _hours(sum(ms[step] for step in ON_WORKERS if step != "index"), work.articles)
    pooled = _hours(sum(ms[step] for step in IN_POOL), work.articles) / CORES
    alone = _hours(sum(v for s, v in ms.items() if s not in (*ON_WORKERS, *IN_POOL, "release")), work.articles)
    # A capture that gives no article leaves its rows in captures and rejects, about what its index takes.
    lake = size["lake"] * work.articles + size["index"] * other
    day = max(1, -(-shared / (DAY * CORES * efficiency) // 1))
    fetching = []
    if work.pause_s is not None:
        asked = work.captures * work.pause_s / 3600
        days = max(asked, DAY * (work.captures / work.a_day if work.a_day else 0))
        fetching = [("fetching them first, at the source's pause and budget", _told(days))]
    return [
        *fetching,
        ("shared out: hours of one core", f"{shared:,.1f}" if shared >= 1 else f"{shared:.2f}"),
        (f"on 1 machine of {CORES} cores", _told(shared / (CORES * efficiency))),
        (f"on 100 machines of {CORES} cores", _told(shared / (100 * CORES * efficiency))),
        ("machines to be done in a day", f"{day:,.0f}"),
        ("the publisher's own steps", _told(pooled + alone + sum(figures.get("s_a_run", {}).values()) / 3600)),
        ("archives", _size(work.archive_bytes * work.captures)),
        ("their indexes", _size(size["index"] * work.captures)),
        ("lake, first version", _size(lake)),
        (
            "staged at the peak, on the publisher's disk too",
            _size(size["staged"] * work.articles + size["index"] * other),
        ),
        ("a release", _size(size["release"] * work.articles)),
    ]


def table(figures: dict[str, Any]) -> str:
    """The table as Markdown."""
    columns = [dict(rows(figures, work)) for work in WORKS]
    labels = list(dict.fromkeys(label for column in columns for label in column))
    lines = ["| | " + " | ".join(work.name for work in WORKS) + " |", "|---" * (len(WORKS) + 1) + "|"]
    lines += [
        "| " + label + " | " + " | ".join(column.get(label, "-") for column in columns) + " |" for label in labels
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure where that is asked, and print the figures and the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("table", "measure"), default="table")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--efficiency", type=float)
    options = parser.parse_args()
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    if options.what == "measure":
        known = measure(options.pages, options.efficiency or known.get("efficiency", 0.8))
        FIGURES.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(known, indent=2))
    print()
    print(table(known))


if __name__ == "__main__":
    main()

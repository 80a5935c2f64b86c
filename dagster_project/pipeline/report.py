"""The page to look at, made from a version of the dataset."""

import json
from pathlib import Path
from typing import Final

from dagster_project.core.report.page import Facts, report_html, title_of
from dagster_project.store.durable import write_whole
from dagster_project.store.home import PROJECT_ROOT, REFERENCE, Home
from dagster_project.store.lake import Version, version_at
from dagster_project.store.places import towns_of
from dagster_project.store.query import open_version
from dagster_project.store.sql import statement

QUESTIONS: Final = (
    "articles_by_month",
    "countries_by_month",
    "dateline_places",
    "most_named",
    "attendance",
    "edits",
    "erased",
    "coverage",
    "rejects",
)
"""The statements of sql/report that give rows."""
FIGURES: Final = PROJECT_ROOT / "benchmarks" / "figures.json"


DRAWN_AT_ONCE: Final = 3_000_000
"""Mentions up to which a build draws the report: it looks at all of the dataset, and a build costs what is new."""


def drawn_at_once(version: Version) -> bool:
    """Whether VERSION is small enough for its report to be drawn by the build itself."""
    return int(json.loads(version.counts).get("mentions", 0)) <= DRAWN_AT_ONCE


def report_file(home: Home) -> Path:
    """Where the report of the newest version lies."""
    return home.root / "report.html"


def refresh_report(home: Home) -> Path | None:
    """Write the newest version's report where it isn't there yet; None where nothing has been published.

    None also where the version is so large that its report is drawn only when it is asked for.
    """
    if not home.reading_copy.exists():
        return None
    version = version_at(home, None)
    if not drawn_at_once(version):
        return None
    target = report_file(home)
    if target.exists() and f"<title>{title_of(version.version, version.digest)}</title>" in target.read_text(
        encoding="utf-8"
    ):
        return target
    return write_report(home, target)


def write_report(home: Home, target: Path | None = None, at: int | None = None) -> Path:
    """Write the report of the version AT (default: the newest) to TARGET (default: `report.html` in the home).

    The same version gives the same bytes. Raises PalimpsestError where there is no such version.
    """
    version = version_at(home, at)
    with open_version(home, at) as dataset:
        asked = dataset.execute(statement("report/facts"))
        names = [column[0] for column in asked.description or ()]
        first = asked.fetchone()
        assert first is not None
        rows = {name: dataset.execute(statement(f"report/{name}")).fetchall() for name in QUESTIONS}
    towns = towns_of(REFERENCE)
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))["figures"] if FIGURES.exists() else []
    page = report_html(
        Facts(version.version, version.digest, dict(zip(names, first, strict=True)), rows, towns, figures)
    )
    target = target or report_file(home)
    write_whole(target, page)
    return target

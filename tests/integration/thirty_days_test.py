"""Thirty simulated days of capture against the demo site, one request in five failing, against what truly happened."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dagster_project.core.history.digests import content_digest
from dagster_project.core.identity import page_id_of
from dagster_project.demo.content import Content
from dagster_project.demo.faults import Faults
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import SITES, World
from dagster_project.pipeline.archive_crawl import capture_archive
from dagster_project.pipeline.crawl import CrawlOptions, capture_live
from dagster_project.sources.clock import SimulatedClock
from dagster_project.sources.transport import Limits
from dagster_project.sources.wayback import Span, timestamp
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.query import open_version
from dagster_project.store.sources import load_sources
from tests.integration.support import build

pytestmark = pytest.mark.xdist_group("thirty_days")
START = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 30
EVERY = timedelta(hours=3)
LIMITS = Limits(connect_s=5, read_s=5, total_s=10, body=2 << 20)
SOURCES = load_sources(REFERENCE)
Rows = list[tuple[Any, ...]]


def options(site: DemoSite, clock: SimulatedClock, seed: int) -> CrawlOptions:
    return CrawlOptions(
        "tester@example.org", via=site.address, clock=clock, limits=LIMITS, seed=seed, patience_s=2 * 3600
    )


def visit_all(home: Home, site: DemoSite, clock: SimulatedClock, days: int = DAYS) -> None:
    """A run over every source each three hours."""
    for slot in range(int(timedelta(days=days) / EVERY) + 1):
        clock.move_to(START + slot * EVERY)
        for name in SITES:
            capture_live(home, SOURCES[name], options(site, clock, slot))


class Month:
    """The world, the server's notes, the captures, and the dataset made of them."""

    def __init__(self, folder: Path):
        self.world = World(START, DAYS, 1, seed=3)
        self.content = Content(self.world)
        self.clock = SimulatedClock(START)
        self.home = Home.at(folder / "home")
        # Hanging requests cost real time: they have a test of their own.
        kinds = [k for k in Faults()._kinds if k != "hangs"]
        with DemoSite(self.content, self.clock, faults=Faults(0.2, kinds), archive_served=True) as site:
            visit_all(self.home, site, self.clock)
            self.seen = site.seen
            self.holdings = site.holdings
        build(self.home, "month")

    def rows(self, sql: str) -> Rows:
        connection = open_version(self.home)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month(tmp_path_factory.mktemp("month"))


def told(title: str | None, body: str | None) -> str | None:
    """A text in substance; None where the article is gone."""
    return None if title is None else content_digest(title, body or "", None)


REVISIONS = "select article_id, change, title, body, first_captured_at from revisions order by article_id, revision"


def found_histories(rows: Rows) -> dict[str, list[tuple[str, str | None]]]:
    found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for article_id, change, title, body, _ in rows:
        found[article_id].append((change, None if change == "deleted" else told(title, body)))
    return found


WORDS = {"published": "created"}


def true_histories(content: Content) -> dict[str, list[tuple[str, str | None]]]:
    return {
        page_id_of(content.url_of(report)) or "": [
            (WORDS.get(h.what, h.what), told(h.story.title, h.story.body) if h.story else None)
            for h in report.happenings
        ]
        for report in content.world.reports
    }


def test_edits_deletions_and_returns_are_exactly_those_that_happened(month: Month) -> None:
    found, wanted = found_histories(month.rows(REVISIONS)), true_histories(month.content)
    assert found.keys() == wanted.keys()
    assert {k: v for k, v in found.items() if v != wanted[k]} == {}
    kinds = [what for history in wanted.values() for what, _ in history]
    assert kinds.count("edited") > 10 and kinds.count("deleted") > 5 and kinds.count("restored") > 1


def test_every_article_is_captured_within_a_visit_of_its_appearance_and_changes_within_their_interval(
    month: Month,
) -> None:
    rows = iter(month.rows(REVISIONS))
    when = defaultdict(list)
    for article_id, _, _, _, first in rows:
        when[article_id].append(first)
    for report in month.world.reports:
        times = when[page_id_of(month.content.url_of(report)) or ""]
        appeared = report.happenings[0].at
        for number, (happening, seen) in enumerate(zip(report.happenings, times, strict=True)):
            age = happening.at - appeared
            most = EVERY if number == 0 else timedelta(days=8) if age > timedelta(days=13) else timedelta(days=4)
            assert happening.at <= seen <= happening.at + most + timedelta(hours=3), (report.number, happening.what)


def test_one_request_in_five_failed_and_none_of_it_passed_for_news(month: Month) -> None:
    faults = [s for s in month.seen if s.fault]
    assert 0.15 < len(faults) / len(month.seen) < 0.25
    assert len({s.fault for s in faults}) == 10
    reasons = {reason for (reason,) in month.rows("select distinct reason from rejects")}
    assert {"blocked", "cut_short", "server_error", "rate_limited", "forbidden_redirect"} <= reasons


def test_no_host_saw_more_than_its_rate(month: Month) -> None:
    by_host = defaultdict(list)
    for seen in month.seen:
        by_host[seen.host].append(seen)
    for host, requests in by_host.items():
        pause = next(s.pause_s for s in SOURCES.values() if host in s.hosts)
        assert min((b.at - a.at).total_seconds() for a, b in pairwise(requests)) >= pause, host
        per_day: dict[Any, int] = defaultdict(int)
        for seen in requests:
            per_day[seen.at.date()] += 1
        assert max(per_day.values()) <= next(s.budget for s in SOURCES.values() if host in s.hosts)
        busy = [(b.at - a.at).total_seconds() for a, b in pairwise(requests) if a.fault == "busy"]
        assert all(wait >= 45 for wait in busy), host


def test_unchanged_pages_cost_next_to_nothing(month: Month) -> None:
    again = [s for s in month.seen if s.status == 304]
    assert len(again) > 500 and all(s.sent == 0 for s in again)


def test_importing_the_archive_of_the_same_history_yields_the_same_revisions(month: Month, tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    clock = SimulatedClock(month.clock.now() + timedelta(days=1))
    with DemoSite(month.content, clock, faults=Faults(0.1), holdings=month.holdings, hang_s=0.1) as site:
        for prefix in ("kcna.kp/", "kcnawatch.org/", "rodong.rep.kp/"):
            span = Span(prefix, timestamp("2026-01"), timestamp("2026-02", end=True))
            report = capture_archive(home, SOURCES["wayback"], span, options(site, clock, 1))
            assert report.notes == []
        fetched = [s.path for s in site.seen if s.path.startswith("/web/") and s.fault is None]
    assert len(fetched) == len(set(fetched)) < 0.5 * len(month.holdings)
    build(home, "archive")
    sql = "select article_id, revision, change, title, body, first_captured_at, last_captured_at from revisions order by all"
    connection = open_version(home)
    imported = connection.execute(sql).fetchall()
    connection.close()
    assert imported == month.rows(sql)


KILLED = """
import sys
from datetime import datetime
from tests.integration.thirty_days_test import LIMITS, SOURCES
from dagster_project.pipeline.crawl import CrawlOptions, capture_live
from dagster_project.sources.clock import SystemClock
from dagster_project.store.home import Home
import dataclasses
options = CrawlOptions("tester@example.org", via=sys.argv[2], clock=SystemClock(), limits=LIMITS)
capture_live(Home.at(sys.argv[1]), dataclasses.replace(SOURCES["kcna.kp"], pause_s=0.0), options)
"""


def test_a_run_that_is_killed_anywhere_loses_nothing(tmp_path: Path) -> None:
    content = Content(World(START, 10, 4), crawl_delay=0)
    home = Home.at(tmp_path / "home")
    home.prepare()
    now = START + timedelta(days=10)
    with DemoSite(content, SimulatedClock(now)) as site:
        command = [sys.executable, "-c", KILLED, str(home.root), site.address]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        for after in (6, 14, 25):
            with subprocess.Popen(command, env=environment) as run:
                while len([s for s in site.seen if "/article/" in s.path]) < after and run.poll() is None:
                    time.sleep(0.02)
                run.send_signal(signal.SIGKILL)
        clock = SimulatedClock(datetime.now(UTC) + timedelta(hours=1))
        quick = dataclasses.replace(SOURCES["kcna.kp"], pause_s=0.0)
        capture_live(home, quick, dataclasses.replace(options(site, clock, 1), patience_s=3600))
        asked = [s.path for s in site.seen if "/article/" in s.path]
    build(home, "after")
    connection = open_version(home)
    captured = {a for (a,) in connection.execute("select article_id from articles").fetchall()}
    connection.close()
    assert captured == {page_id_of(content.url_of(r)) for r, _ in content.world.up("kcna.kp", now, 40)}
    assert len(asked) <= len(set(asked)) + 3

"""Promises of fetching, against the demo site: hostile answers end as rejects with a reason, limits hold."""

import itertools
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dagster_project.core.identity import page_id_of
from dagster_project.demo.content import Content
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import World
from dagster_project.pipeline.crawl import CrawlOptions, CrawlReport, capture_live
from dagster_project.pipeline.extract import extract_pending
from dagster_project.pipeline.run import Run
from dagster_project.sources.addresses import ForbiddenAddressError
from dagster_project.sources.clock import SimulatedClock
from dagster_project.sources.transport import Limits, Transport, UnreachableError
from dagster_project.store.frontier import Frontier
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.lake import open_lake
from dagster_project.store.sources import load_sources

START = datetime(2026, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 1, 8, tzinfo=UTC)
LIMITS = Limits(connect_s=5, read_s=5, total_s=10, body=2 << 20)
SHORT = Limits(connect_s=5, read_s=2, total_s=2, body=2 << 20)
KCNA = load_sources(REFERENCE)["kcna.kp"]


@pytest.fixture
def place(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home")
    home.prepare()
    return home


@pytest.fixture
def content() -> Content:
    return Content(World(START, 3, 2))


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(LATER)


@pytest.fixture
def site(content: Content, clock: SimulatedClock) -> Iterator[DemoSite]:
    with DemoSite(content, clock) as running:
        yield running


def options(site: DemoSite, clock: SimulatedClock, **more: Any) -> CrawlOptions:
    return CrawlOptions("tester@example.org", via=site.address, clock=clock, seed=1, **{"limits": LIMITS, **more})


def crawl(home: Home, site: DemoSite, clock: SimulatedClock, **more: Any) -> CrawlReport:
    return capture_live(home, KCNA, options(site, clock, **more))


def rejects(home: Home) -> dict[str, str]:
    """Reason of the reject by the page's path."""
    open_lake(home, read_only=False).close()
    run = Run(home, "read", workers=0)
    extract_pending(run)
    captures = pq.read_table(run.stage.parts("captures")).to_pylist()
    found = {r["capture_id"]: r["reason"] for r in pq.read_table(run.stage.parts("rejects")).to_pylist()}
    return {c["url"].split("?")[0]: found[c["capture_id"]] for c in captures if c["capture_id"] in found}


HOSTILE = {
    "drip": "too_slow",
    "endless": "too_large",
    "bomb": "too_large",
    "loop": "redirect_loop",
    "long_headers": "headers_too_large",
    "truncated": "cut_short",
    "chunks_cut": "cut_short",
    "cut_page": "cut_short",
    "blocked": "blocked",
    "challenge": "blocked",
    "busy": "rate_limited",
    "server_error": "server_error",
    "elsewhere": "forbidden_redirect",
    "inner_redirect": "forbidden_redirect",
    "file_redirect": "forbidden_redirect",
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_answer_ends_as_a_reject_with_its_reason(
    fault: str, place: Home, site: DemoSite, content: Content, clock: SimulatedClock
) -> None:
    url = content.url_of(next(r for r in content.world.reports if r.site == "kcna.kp" and r.at(LATER)))
    path = "/" + url.split("/", 3)[3]
    site.hostile[path] = fault
    crawl(place, site, clock, patience_s=50, limits=SHORT if fault == "drip" else LIMITS)
    assert rejects(place)[url] == HOSTILE[fault]
    assert not any(s.path == "/secret" for s in site.seen)


@pytest.mark.parametrize("fault", ["hangs", "hangs_up"])
def test_a_host_that_does_not_answer_leaves_the_page_due_with_its_reason(
    fault: str, place: Home, site: DemoSite, content: Content, clock: SimulatedClock
) -> None:
    url = content.url_of(next(r for r in content.world.reports if r.site == "kcna.kp" and r.at(LATER)))
    site.hostile["/" + url.split("/", 3)[3]] = fault
    report = crawl(place, site, clock, patience_s=50, limits=SHORT)
    with Frontier(place) as frontier:
        rows = {row["source"]: row for row in frontier.rows("overview", now=clock.now().timestamp())}
        assert rows["kcna.kp"]["failing"] == 1 and rows["kcna.kp"]["never_captured"] == 1
        assert {r["problem"] for r in frontier.rows("problems")} <= {"timeout", "broken_answer"}
    assert report.visits["failed"] >= 2 and report.visits["article"] >= 3


def test_a_body_that_is_not_encoded_as_announced_is_read(
    place: Home, site: DemoSite, content: Content, clock: SimulatedClock
) -> None:
    url = content.url_of(next(r for r in content.world.reports if r.site == "kcna.kp" and r.at(LATER)))
    site.hostile["/" + url.split("/", 3)[3]] = "no_encoding"
    crawl(place, site, clock)
    assert url not in rejects(place)


def test_every_article_of_the_lists_is_captured_once_and_a_second_run_has_nothing_to_do(
    place: Home, site: DemoSite, content: Content, clock: SimulatedClock
) -> None:
    first = crawl(place, site, clock)
    up = {page_id_of(content.url_of(r)) for r, _ in content.world.up("kcna.kp", LATER)}
    asked = [page_id_of(f"http://{s.host}{s.path}") for s in site.seen]
    assert first.visits["article"] == first.discovered == len(up)
    assert all(asked.count(article) == 1 for article in up)
    second = crawl(place, site, clock, read_lists=False)
    assert second.visits == {} and second.requests == 0


def test_the_host_sees_the_pause_of_robots_txt_a_name_and_a_contact(
    place: Home, site: DemoSite, clock: SimulatedClock, content: Content
) -> None:
    content.crawl_delay = 25
    crawl(place, site, clock)
    pages = [s for s in site.seen if s.path != "/robots.txt"]
    gaps = [(b.at - a.at).total_seconds() for a, b in itertools.pairwise(pages) if a.host == b.host]
    assert min(gaps) >= 25
    assert all("palimpsest/" in s.agent and "tester@example.org" in s.agent for s in site.seen)


def test_what_robots_txt_forbids_is_not_asked_for(
    place: Home, site: DemoSite, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.demo.content.ROBOTS", "User-agent: *\nDisallow: /en/article/\n# {delay}\n")
    report = crawl(place, site, clock)
    assert not any("/en/article/" in s.path for s in site.seen)
    assert report.visits["robots"] > 0


def test_the_budget_of_a_day_holds_and_the_next_day_goes_on(place: Home, site: DemoSite, clock: SimulatedClock) -> None:
    import dataclasses

    small = dataclasses.replace(KCNA, budget=5)
    report = capture_live(place, small, options(site, clock))
    per_host = [s.host for s in site.seen]
    assert per_host.count("www.kcna.kp") == 5 and any("requests are spent" in n for n in report.notes)
    clock.sleep(86_400)
    capture_live(place, small, options(site, clock))
    assert [s.host for s in site.seen].count("www.kcna.kp") == 10


def test_an_unchanged_page_is_asked_for_with_conditions_and_sends_no_bytes(
    place: Home, site: DemoSite, clock: SimulatedClock
) -> None:
    crawl(place, site, clock)
    clock.sleep(13 * 3600)
    before = len(site.seen)
    report = crawl(place, site, clock)
    again = [s for s in site.seen[before:] if "/en/article/" in s.path]
    assert again and all((s.status, s.sent) == (304, 0) for s in again)
    assert report.visits["unchanged"] >= len(again)


def test_a_host_whose_name_leads_inwards_is_not_asked() -> None:
    transport = Transport(LIMITS, resolve=lambda host, port: ["10.1.2.3"], proxies={})
    with pytest.raises(ForbiddenAddressError, match=r"10\.1\.2\.3"):
        transport.get("http://www.kcna.kp/en", ())


def test_a_host_that_nobody_knows_is_a_reason_and_no_crash() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(UnreachableError, match="unknown_host"):
        Transport(LIMITS, resolve=unknown, proxies={}).get("http://www.kcna.kp/en", ())


def test_a_proxy_of_the_environment_is_asked_in_place_of_the_host(site: DemoSite) -> None:
    transport = Transport(LIMITS, proxies={"http": f"http://{site.address}"})
    answer = transport.get("http://www.kcna.kp/robots.txt", (("User-Agent", "x"),))
    assert answer.status in (200, 404) and len(site.seen) == 1
    transport.close()


def test_two_runs_at_once_never_fetch_the_same_page(place: Home, content: Content) -> None:
    import dataclasses
    from concurrent.futures import ThreadPoolExecutor

    from dagster_project.sources.clock import SystemClock

    quick = dataclasses.replace(KCNA, pause_s=0.0)
    content.crawl_delay = 0

    class Frozen(SystemClock):
        """Real waits; the site stands still."""

    with DemoSite(content, SimulatedClock(LATER)) as site, ThreadPoolExecutor(2) as pool:
        # A request that a busy machine makes late is asked again, with reason: here it is waited for.
        patient = dataclasses.replace(LIMITS, connect_s=60, read_s=60, total_s=90)
        chosen = [
            CrawlOptions("tester@example.org", via=site.address, clock=Frozen(), limits=patient) for _ in range(2)
        ]
        reports = list(pool.map(lambda o: capture_live(place, quick, o), chosen))
        asked = [s.path for s in site.seen if "/en/article/" in s.path]
        spans = sorted((s.began, s.ended) for s in site.seen if s.host == "www.kcna.kp")
    assert len(asked) == len(set(asked)) == len(content.world.up("kcna.kp", LATER))
    assert all(after[0] >= before[1] for before, after in itertools.pairwise(spans))
    assert sum(r.visits.get("article", 0) for r in reports) == len(asked)


def test_what_another_run_did_while_one_waited_to_begin_is_not_done_again(place: Home) -> None:
    began = threading.Event()

    def begin_a_run() -> None:
        with Frontier(place) as late:
            began.set()
            late.settle_clock(time.time)

    page = {"source": "kcna.kp", "page_key": "a", "url": "http://www.kcna.kp/en/article/a"}
    with Frontier(place) as frontier:
        frontier.run("sight_page", **page, kind="article", now=time.time(), listed_on=None)
        frontier.claim_page("kcna.kp", time.time(), "other")
        visit = {"outcome": "captured", "tries": 0, "gone": 0, "problem": None, "dropped": 0}

        def steps() -> Iterator[tuple[str, dict[str, object]]]:
            waiting.start()
            began.wait()
            time.sleep(0.2)
            asked = time.time()
            yield "settle_page", {**page, **visit, "holder": "other", "now": asked, "due_at": asked + 3600}

        waiting = threading.Thread(target=begin_a_run)
        frontier.run_all(steps())
        waiting.join()
        assert frontier.claim_page("kcna.kp", time.time(), "late") is None
        frontier.settle_clock(lambda: time.time() - 86_400)
        assert frontier.claim_page("kcna.kp", time.time(), "late") is not None, "a clock that was set back is noticed"

"""A clock that was set back: what a crawl noted in the future keeps nothing waiting, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster_project.demo.content import Content
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import World
from dagster_project.pipeline.crawl import CrawlOptions, capture_live
from dagster_project.sources.clock import SimulatedClock
from dagster_project.store.chain import chain_faults
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.sources import load_sources
from tests.torture.run import captured

START = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime(2026, 1, 8, tzinfo=UTC)


def test_a_crawl_after_the_clock_was_set_back_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    home, source = Home.at(tmp_path / "home"), load_sources(REFERENCE)["kcna.kp"]
    content = Content(World(START, 3, 2), crawl_delay=0)

    def crawl(clock: SimulatedClock, limit: int | None) -> dict[str, int]:
        with DemoSite(content, clock) as site:
            options = CrawlOptions(
                "tester@example.org", via=site.address, clock=clock, seed=1, limit=limit, patience_s=600
            )
            return capture_live(home, source, options).visits

    ahead = SimulatedClock(NOW + timedelta(days=400))
    assert crawl(ahead, 3)
    before = captured(home.root)
    visits = crawl(SimulatedClock(NOW), None)
    assert visits.get("article", 0) > 0, visits
    after = captured(home.root)
    assert before <= after and len(after) > len(before)
    assert list(chain_faults(home)) == []

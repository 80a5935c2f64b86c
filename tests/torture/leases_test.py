"""A crawl that was killed keeps no page or host from the next one on its machine; one that lives does."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster_project.demo.content import Content
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import World
from dagster_project.pipeline.crawl import CrawlOptions, capture_live
from dagster_project.pipeline.crawl_options import paced
from dagster_project.sources.clock import SystemClock
from dagster_project.store.frontier import Frontier, holder_name
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.sources import load_sources
from tests.torture.run import captured

KILLED = """
import os, signal, sys, time
from pathlib import Path
from dagster_project.store.frontier import Frontier, holder_name
from dagster_project.store.home import Home
frontier, name, now = Frontier(Home.at(Path(sys.argv[1]))), holder_name(), time.time()
assert frontier.claim_page("kcna.kp", now, name)
frontier.run("add_host", host="www.kcna.kp")
assert frontier.take_host("www.kcna.kp", now=now, until=now + 300, day="2026-01-01", budget=9, holder=name)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_crawl_had_leased_is_free_for_the_next(tmp_path: Path) -> None:
    home, source = Home.at(tmp_path / "home"), load_sources(REFERENCE)["kcna.kp"]
    home.prepare()
    content = Content(World(datetime.now(UTC) - timedelta(days=3), 2, 2), crawl_delay=0)
    with DemoSite(content, SystemClock()) as site, Frontier(home) as frontier:
        options = CrawlOptions("tester@example.org", via=site.address, seed=1, patience_s=20)
        now = time.time()
        frontier.run(
            "sight_page",
            source="kcna.kp",
            page_key="front",
            url="http://www.kcna.kp/en",
            kind="list",
            now=now,
            listed_on=None,
        )
        done = subprocess.run([sys.executable, "-c", KILLED, str(home.root)], check=False)
        assert done.returncode == -signal.SIGKILL
        held = {row["holder"] for row in frontier.rows("holders", now=time.time())}
        assert len(held) == 1
        mine = holder_name()
        frontier.run("add_host", host="example.org")
        assert frontier.take_host("example.org", now=now, until=now + 300, day="x", budget=9, holder=mine)
        capture_live(home, paced(source, options), options)
        assert {row["holder"] for row in frontier.rows("holders", now=time.time())} == {mine}
    assert captured(home.root)

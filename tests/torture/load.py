"""A day of capture and publishing in simulated time, with readers asking all the while: nothing fails, nothing grows."""

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dagster_project.demo.content import Content
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import SITES, World
from dagster_project.pipeline.crawl import CrawlOptions, capture_live
from dagster_project.sources.clock import SimulatedClock
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.maintenance import maintain
from dagster_project.store.query import open_version
from dagster_project.store.sources import load_sources
from dagster_project.store.verify import verify_home
from tests.integration.support import build
from tests.torture.support import Reader

START = datetime(2026, 1, 5, tzinfo=UTC)


def _memory() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


class _Versions(set[str]):
    """Any digest is allowed that was published by now; the reader looks them up."""

    def __init__(self, home: Home):
        super().__init__()
        self._home, self._lock = home, threading.Lock()

    def __contains__(self, digest: object) -> bool:
        with self._lock:
            if not super().__contains__(digest):
                with open_lake(self._home) as lake:
                    self.update(v.digest for v in versions(lake))
            return super().__contains__(digest)


def day_under_load(folder: Path, hours: int = 24, every_hours: float = 1.0) -> dict[str, Any]:
    """Capture and publish for HOURS simulated hours; what was done, and the figures at a third of the way and at the end."""
    home, clock, sources = Home.at(folder / "home"), SimulatedClock(START), load_sources(REFERENCE)
    world = World(START - timedelta(days=1), 3, 8, seed=5, every=0.1, quiet=0)
    marks: list[tuple[int, int]] = []
    begun, merged, published = time.monotonic(), 0, 0
    with DemoSite(Content(world, crawl_delay=0), clock) as site:

        def capture(turn: int) -> None:
            options = CrawlOptions("tester@example.org", via=site.address, clock=clock, seed=turn, patience_s=600)
            for name in SITES:
                capture_live(home, sources[name], options)

        capture(0)
        build(home, "run-0")
        reader = Reader(home.root, _Versions(home))
        with reader:
            for turn in range(1, int(hours / every_hours) + 1):
                clock.move_to(START + timedelta(hours=turn * every_hours))
                capture(turn)
                published += build(home, f"run-{turn}").version is not None
                if turn % 6 == 0:
                    with home.writing(60):
                        merged += maintain(home, now=datetime.now(UTC), keep=timedelta(hours=1)).merged
                marks.append((_memory(), _open_files()))
    with home.writing(60):
        maintain(home, now=datetime.now(UTC) + timedelta(days=30))
    third = marks[len(marks) // 3]
    with open_lake(home) as lake:
        known = len(versions(lake))
    oldest = random.Random(1).randint(1, known)
    with open_version(home, oldest) as old:
        assert old.execute("select count(*) from articles").fetchone() is not None
    size = sum(path.stat().st_size for path in home.root.rglob("*") if path.is_file())
    return {
        "hours": hours,
        "builds": len(marks) + 1,
        "versions": known,
        "published": published + 1,
        "reads": reader.reads,
        "failed_reads": reader.faults[:5],
        "memory_mb": [third[0] >> 20, marks[-1][0] >> 20],
        "open_files": [third[1], marks[-1][1]],
        "files_merged": merged,
        "megabytes": round(size / 1e6, 1),
        "faults": verify_home(home),
        "seconds": round(time.monotonic() - begun),
    }


def problems(said: dict[str, Any]) -> list[str]:
    """What of the figures isn't as it should be."""
    found = [f"read: {fault}" for fault in said["failed_reads"]] + [f"verify: {fault}" for fault in said["faults"]]
    if said["versions"] != said["published"]:
        found.append(f"{said['published']} versions were published, {said['versions']} are there")
    if said["memory_mb"][1] > said["memory_mb"][0] * 1.3 + 64:
        found.append(f"memory grew from {said['memory_mb'][0]} to {said['memory_mb'][1]} MB")
    if said["open_files"][1] > said["open_files"][0] + 8:
        found.append(f"open files grew from {said['open_files'][0]} to {said['open_files'][1]}")
    return found

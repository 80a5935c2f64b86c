"""`make torture`: hundreds of killed runs, with what they cost and lost. Options choose the parts; figures go to a file."""

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from dagster_project.store.home import Home
from tests.integration.release_support import parts
from tests.torture.kills import Figures, Torture, builds_check, maintained_check
from tests.torture.load import day_under_load, problems
from tests.torture.support import Engine, files, state


@contextmanager
def demo() -> Iterator[str]:
    """The demo site with some days of reports, all of them in the past; its address."""
    from dagster_project.demo.content import Content
    from dagster_project.demo.site import DemoSite
    from dagster_project.demo.world import World
    from dagster_project.sources.clock import SystemClock

    now = datetime.now(UTC)
    with DemoSite(Content(World(now - timedelta(days=3), 2, 2), crawl_delay=0), SystemClock()) as site:
        yield site.address


def captured(home: Path) -> set[tuple[str, str]]:
    """Address and payload digest of every capture in the index."""
    import pyarrow.parquet as pq

    from dagster_project.store.capture_index import index_folder, index_missing

    index_missing(Home.at(home))
    paths = sorted(index_folder(Home.at(home)).glob("*.parquet"))
    rows = [row for path in paths for row in pq.read_table(path, columns=["url", "payload_sha256"]).to_pylist()]
    return {(row["url"], row["payload_sha256"]) for row in rows if "/article/" in row["url"]}


def build_kills(work: Path, wanted: int, seed: int, figures: Figures, until: float) -> None:
    """Kill builds and maintenance until WANTED kills are done."""
    chance, (early, late) = random.Random(seed), parts(work)
    with Engine(work) as engine:
        grown = work / "grown"
        engine.done("steps", grown, early)
        shutil.copytree(grown, work / "base")
        first = state(grown)
        engine.done("steps", grown, late)
        shutil.copytree(grown, work / "grown-kept")
        both = state(grown)
        engine.done("maintain", grown)
        listing = files(grown)
        torture = Torture(engine, work, chance, figures)
        allowed = {digest for _, digest in both}
        while figures.kills < wanted and time.monotonic() < until:
            with_files = listing if figures.rounds % 3 == 0 else None
            check = builds_check(engine, both, with_files)
            if figures.rounds % 6 == 5:
                swept = maintained_check(engine, both, listing)
                torture.round("maintain", work / "grown-kept", [], 1100, swept, most_kills=6, allowed=allowed)
            else:
                torture.round(
                    "steps", work / "base", [late], 1000, check, most_kills=12, allowed={first[-1][1], both[-1][1]}
                )


def crawl_kills(work: Path, wanted: int, seed: int, figures: Figures, until: float) -> None:
    """Kill captures of the demo site until WANTED kills are done."""
    chance = random.Random(seed)
    with demo() as via, Engine(work) as engine:
        more: dict[str, Any] = {"via": via, "source": "kcna.kp"}
        calls = engine.done("crawl", work / "whole", **more)["count"]
        whole = captured(work / "whole")
        assert whole

        def check(home: Path) -> list[str]:
            lost = whole - captured(home)
            return [f"captures lost: {sorted(lost)[:3]}"] if lost else []

        torture = Torture(engine, work, chance, figures)
        while figures.kills < wanted and time.monotonic() < until:
            torture.round("crawl", None, [], calls, check, most_kills=8, **more)


def command_kills(work: Path, wanted: int, seed: int, figures: Figures, until: float) -> None:
    """Kill `palimpsest build` itself, Dagster and audit included."""
    chance, (early, late) = random.Random(seed), parts(work)
    with Engine(work, dagster=True) as engine:
        grown = work / "grown"
        engine.done("build", grown, early)
        shutil.copytree(grown, work / "base")
        first = state(grown)
        calls = engine.done("build", grown, late)["count"]
        both = state(grown)
        torture = Torture(engine, work, chance, figures)
        while figures.kills < wanted and time.monotonic() < until:
            check = builds_check(engine, both, None)
            torture.round(
                "build", work / "base", [late], calls, check, most_kills=3, allowed={first[-1][1], both[-1][1]}
            )


PARTS = {"builds": build_kills, "crawls": crawl_kills, "commands": command_kills}


def main() -> int:
    """Run the parts asked for; 1 where anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("part", choices=[*PARTS, "load"])
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--hours", type=int, default=24)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=600)
    asked.add_argument("--figures", type=Path)
    options = asked.parse_args()
    work, figures = Path(mkdtemp(prefix="torture-")), Figures(options.figures)
    if options.part == "load":
        try:
            said = day_under_load(work, options.hours)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        wrong = problems(said)
        print(json.dumps({"part": "load", **said}, indent=2), *wrong, sep="\n")
        return 1 if wrong else 0
    try:
        PARTS[options.part](work, options.kills, options.seed, figures, time.monotonic() + 60 * options.minutes)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    said = {
        "part": options.part,
        "seed": options.seed,
        "kills": figures.kills,
        "rounds": figures.rounds,
        "reads": figures.reads,
        "losses": len(figures.losses),
        "seconds": round(figures.seconds),
        "moments": dict(sorted(figures.stages.items())),
    }
    print(json.dumps(said, indent=2))
    for loss in figures.losses:
        print(loss)
    return 1 if figures.losses else 0


if __name__ == "__main__":
    raise SystemExit(main())

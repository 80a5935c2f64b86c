"""Ending runs at chance moments again and again, and asking each time whether anything was lost, doubled or left behind."""

import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.query import open_version
from tests.torture.support import Engine, Reader, files, state, whole_version

KILL, TEAR = 1, 2
PLACES = (
    *("/staging", "/staging/run", "/lake/data", "/lake/data/main/m", "/lake/catalog", "/lake/backups", "/lake/files"),
    *("/captures", "/captures/index", "/captures/chain", "/palimpsest", "/home", ""),
)
"""With what the paths begin at which runs are ended."""


@dataclass
class Figures:
    """What was done and found; each round is appended to a file, so that a torture that is stopped counts too."""

    path: Path | None = None
    rounds: int = 0
    kills: int = 0
    reads: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, what: str, moments: list[str], reads: int, losses: list[str], seconds: float) -> None:
        self.rounds += 1
        self.kills += len(moments)
        self.reads += reads
        self.losses += losses
        self.seconds += seconds
        self.stages.update(f"{what}: {stage_of(moment)}" for moment in moments)
        if self.path is not None:
            said = {"what": what, "moments": moments, "reads": reads, "losses": losses, "seconds": round(seconds, 1)}
            with self.path.open("a", encoding="utf-8") as out:
                out.write(json.dumps(said) + "\n")


def _within(moment: str, watch: Path, home: Path) -> str:
    """The path of a moment within HOME; the shim gives what follows on WATCH."""
    return str(watch).removeprefix(str(home)) + moment.partition(" ")[2]


def stage_of(moment: str) -> str:
    """Which part of a home was being written to."""
    path = moment.partition(" ")[2].lstrip("/")
    first, _, rest = path.partition("/")
    if first == "staging":
        return f"staging {rest.split('/')[1] if rest.count('/') > 1 else 'folder'}"
    if first == "lake":
        return "lake data" if rest.startswith("data") else "catalog and backups"
    if first == "captures":
        return "captures"
    return "reading copy" if first.startswith("palimpsest") else "home"


@dataclass
class Torture:
    """Rounds over one engine. A round is a fresh copy of BASE, some killed runs, and one that ends."""

    engine: Engine
    folder: Path
    chance: random.Random
    figures: Figures

    def round(
        self,
        what: str,
        base: Path | None,
        inputs: list[Path],
        calls: int,
        check: Callable[[Path], list[str]],
        *,
        most_kills: int = 6,
        allowed: set[str] | None = None,
        **more: Any,
    ) -> None:
        """Kill the run WHAT at chance moments of its CALLS to the file system, let it end, and CHECK what is there."""
        home, begun = self.folder / "round", time.monotonic()
        shutil.rmtree(home, ignore_errors=True)
        if base is not None:
            shutil.copytree(base, home)
            # The reading copy's paths are absolute: made anew here, as for every home that has moved.
            open_version(Home.at(home)).close()
        moments: list[str] = []
        reader = Reader(home, allowed, month=what == "maintain") if allowed else None
        if reader:
            reader.__enter__()
        losses: list[str] = []
        try:
            for attempt in range(1, most_kills + 2):
                arm, watch = None, home
                if attempt <= most_kills:
                    # A place of the home first, then a moment: each place gets its share, however much is written to it.
                    watch = Path(f"{home}{self.chance.choice(PLACES)}")
                    at = int(calls ** self.chance.random())
                    arm = {"at": at, "mode": self.chance.choice((KILL, KILL, TEAR))}
                answer = self.engine.order(what, home, *inputs, arm=arm, watch=str(watch), **more)
                if answer["killed"]:
                    moments.append(f"{answer['moment'].partition(' ')[0]} {_within(answer['moment'], watch, home)}")
                    continue
                if answer["code"] != 0:
                    losses.append(f"the run after {moments} failed: {answer['said'][-600:]}")
                break
        finally:
            if reader:
                reader.__exit__()
                losses += [f"reader: {fault}" for fault in reader.faults[:3]]
        losses += check(home)
        self.figures.add(what, moments, reader.reads if reader else 0, losses, time.monotonic() - begun)


def builds_check(
    engine: Engine, wanted: list[tuple[int, str]], listing: Counter[str] | None
) -> Callable[[Path], list[str]]:
    """The check after a build: versions, the reading copy, every byte; and, with LISTING, no file too many or few."""

    def check(home: Path) -> list[str]:
        found = []
        if (held := state(home)) != wanted:
            found.append(f"versions {held}, not {wanted}")
        if whole_version(home) != wanted[-1][1]:
            found.append("the reading copy shows another version")
        said = engine.order("verify", home)
        if said["code"]:
            found.append(f"verify: {said['said'][-600:]}")
        if listing is not None:
            engine.done("maintain", home)
            if (now := files(home)) != listing:
                found.append(f"files left {now - listing}, missing {listing - now}")
        return found

    return check


def maintained_check(
    engine: Engine, wanted: list[tuple[int, str]], listing: Counter[str]
) -> Callable[[Path], list[str]]:
    """The check after maintenance: each version still reads as it was counted, and nothing is left over."""

    def check(home: Path) -> list[str]:
        found = builds_check(engine, wanted, listing)(home)
        place = Home.at(home)
        with open_lake(place) as lake:
            known = versions(lake)
        for version in known:
            with open_version(place, version.version) as old:
                for name, count in json.loads(version.counts).items():
                    (rows,) = old.execute(f'select count(*) from "{name}"').fetchall()[0]
                    if rows != count:
                        found.append(f"version {version.version}: {name} has {rows} rows, not {count}")
        return found

    return check

"""Where one build's time, processor time and memory go, stage by stage, and what it leaves on disk.

    python -m benchmarks.stages ARCHIVE [ARCHIVE ...] --home big
    python -m benchmarks.stages --articles 200000 --home big      composed pages, 50,000 in an archive

Runs `palimpsest build` as anyone would and looks at its processes from outside; the stages are the steps that Dagster
has recorded. Memory is that of the whole process tree, shared pages counted once. Processor seconds do not depend on
what else the machine does, seconds do.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.process_tree import Sample, Taken, measure
from dagster_project.store.home import Home
from tests.sample.compose import larger, write

ROOT: Final = Path(__file__).resolve().parents[1]
MB: Final = 1e6
IN_AN_ARCHIVE: Final = 50_000
"""Articles in a composed archive: half a gigabyte of pages, as crawlers close their files."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the build: its name, and its first and last moment in Unix time."""

    name: str
    begin: float
    end: float


def folder_mb(folder: Path) -> float:
    """Megabytes of all files under FOLDER."""
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            try:
                total += (Path(root) / name).stat().st_size
            except OSError:
                continue
    return total / MB


def steps_of(home: Path) -> list[Stage]:
    """The steps of the newest run that the home's Dagster instance has recorded, in their order."""
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    from dagster_project.defs.instance import open_instance  # noqa: PLC0415

    begun: dict[str, float] = {}
    found: list[Stage] = []
    with open_instance(Home.at(home)) as instance:
        for entry in instance.all_logs(instance.get_runs(limit=1)[0].run_id):
            event = entry.dagster_event
            if event is None or event.step_key is None:
                continue
            if event.event_type_value == "STEP_START":
                begun[event.step_key] = entry.timestamp
            if event.event_type_value in ("STEP_SUCCESS", "STEP_FAILURE"):
                found.append(Stage(event.step_key, begun[event.step_key], entry.timestamp))
    return sorted(found, key=lambda stage: stage.begin)


def _cpu_at(samples: list[Sample], moment: float) -> float:
    return next((s.cpu for s in reversed(samples) if s.at <= moment), 0.0)


def table(home: Path, taken: Taken) -> Iterator[str]:
    """The lines of the table."""
    steps = steps_of(home)
    end = taken.began + taken.seconds
    parts = [Stage("start-up", taken.began, steps[0].begin), *steps, Stage("end", steps[-1].end, end)]
    yield f"{'stage':20} {'seconds':>9} {'CPU s':>9} {'peak MB':>9} {'staged MB':>10}"
    for stage in parts:
        inside = [s for s in taken.samples if stage.begin <= s.at <= stage.end]
        peak = max((s.megabytes for s in inside), default=0.0)
        staged = max((s.extra for s in inside), default=0.0)
        last = taken.cpu if stage.name == "end" else _cpu_at(taken.samples, stage.end)
        cpu = last - _cpu_at(taken.samples, stage.begin)
        yield f"{stage.name:20} {stage.end - stage.begin:9.1f} {cpu:9.1f} {peak:9,.0f} {staged:10,.1f}"
    yield f"{'all':20} {taken.seconds:9.1f} {taken.cpu:9.1f} {taken.megabytes:9,.0f}"


def _compose_part(target: Path, articles: int, first: int, page_kb: int) -> Path:
    write(larger(articles, page_kb=page_kb, first=first), target)
    return target


def compose(folder: Path, articles: int, first: int, page_kb: int) -> list[Path]:
    """Archives in FOLDER of so many articles' pages, numbered from FIRST, IN_AN_ARCHIVE each; made on all cores."""
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, articles, IN_AN_ARCHIVE)
    targets = [folder / f"{n:03}.warc.gz" for n in range(len(starts))]
    counts = [min(IN_AN_ARCHIVE, articles - start) for start in starts]
    with ProcessPoolExecutor() as pool:
        return list(
            pool.map(_compose_part, targets, counts, (first + start for start in starts), [page_kb] * len(starts))
        )


def main() -> None:
    """Build, and print the table and what lies in the home."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="*", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="compose so many articles' pages into an archive in the home")
    parser.add_argument("--first", type=int, default=100, help="number of the first composed article")
    parser.add_argument("--page-kb", type=int, default=0)
    given = parser.parse_args()
    archives = [path.resolve() for path in given.archives]
    home = given.home.resolve()
    if given.articles:
        archives += compose(home.parent / f"{home.name}-composed", given.articles, given.first, given.page_kb)
    taken = measure(
        [sys.executable, "-m", "dagster_project", "build", *archives, "--home", home],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        every=1.0,
        extra=lambda: folder_mb(home / "staging"),
    )
    for line in table(home, taken):
        print(line, flush=True)
    for name in ("captures", "lake", "dagster"):
        print(f"{name + '/':20} {folder_mb(home / name):10,.1f} MB")
    asked = [sys.executable, "-m", "dagster_project", "versions", "--json", "--home", str(home)]
    import subprocess  # noqa: PLC0415

    said = subprocess.run(asked, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True)
    last = json.loads(said.stdout)[-1]
    print(f"version {last['version']}, digest {last['digest']}: {json.dumps(last['counts'])}")


if __name__ == "__main__":
    main()

"""How much of the local pool's speed a Ray cluster of the same cores has. Sides run in turn, in one run.

    python -m benchmarks.cluster_speed                       4,000 pages of 63 KB, two cores
    python -m benchmarks.cluster_speed --pages 1000 --rounds 1

The same captures are extracted from the same archive: by the local pool; by core tasks of Ray (`compute = "ray"`), on a
shared folder, and with archive and stage in an object store on loopback (moto, a server for tests: slower than a real
one); and by Ray Data over the same tasks. Ray runs already, as a cluster does; a pool starts its processes each time.
Seconds by the clock mean something on a machine that does nothing else; seconds of processor time, those of Ray's own
processes among them, do on a busy one too. Figures are the best of the rounds. Needs `make setup-scale`. Nothing fails:
ratios are for people to judge.
"""

import argparse
import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dagster_project.pipeline import cluster, extract
from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.extract import Batch, extract_batch, extract_pending
from dagster_project.pipeline.run import Run
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake
from dagster_project.store.release.provenance import code_digest
from tests.sample.compose import larger, write
from tests.scale import servers
from tests.scale.support import home_at


def prepared(home: Home, warc: Path) -> Home:
    """HOME with the archive WARC captured."""
    home.prepare()
    with home.writing(60):
        open_lake(home, read_only=False).close()
        capture_inputs(Run(home, "capture"), [str(warc)])
    return home


def by_ray_data(run: Run) -> None:
    """The same tasks as rows of a Ray Data set."""
    import ray  # noqa: PLC0415

    run.stage.note_base(0)
    todo = extract._list_pending(run)
    assert todo is not None
    groups = pq.ParquetFile(todo).num_row_groups
    code = code_digest()
    ray.data.DataContext.get_current().enable_progress_bars = False

    def work(row: dict[str, Any]) -> dict[str, Any]:
        batch = Batch(run.stage, int(row["item"]), run.reference, run.compare_every)
        (done, *_), _ = cluster.carry_out(cluster.Order(extract_batch, batch, None, code))
        return {"pages": done}

    done = ray.data.from_items(list(range(groups)), override_num_blocks=groups).map(work, num_cpus=1).take_all()
    assert sum(row["pages"] for row in done) == pq.ParquetFile(todo).metadata.num_rows


def processor_seconds() -> float:
    """Seconds of processor time that this process and all under it have taken, those that have ended among them."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid], ticks[pid] = int(said[1]), sum(int(said[i]) for i in (11, 12, 13, 14))
    mine, todo = 0, [os.getpid()]
    while todo:
        pid = todo.pop()
        mine += ticks.get(pid, 0)
        todo += [child for child, parent in parents.items() if parent == pid]
    return mine / os.sysconf("SC_CLK_TCK")


def timed(side: Callable[[str], None], rounds: int) -> tuple[float, float]:
    """Seconds by the clock, and of processor time, of the best of ROUNDS."""
    found = []
    for number in range(rounds):
        start, taken = time.perf_counter(), processor_seconds()
        side(f"run-{number}")
        found.append((time.perf_counter() - start, processor_seconds() - taken))
    return min(clock for clock, _ in found), min(taken for _, taken in found)


def main() -> None:
    """Measure each side and print its share of the pool's speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4_000)
    parser.add_argument("--page-kb", type=int, default=63)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="palimpsest-bench-"))
    environment = {**servers.CREDENTIALS, "PALIMPSEST_SCRATCH": str(folder / "scratch")}
    os.environ.update(environment)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        warc = folder / "pages.warc.gz"
        write(larger(options.pages, page_kb=options.page_kb), warc)
        here = prepared(Home(folder / "home"), warc)
        sides: dict[str, Callable[[str], None]] = {}

        def side(home: Home, name: str, **more: Any) -> Callable[[str], None]:
            def extracted(run_id: str) -> None:
                run = Run(home, f"{name}-{run_id}", options.cores, **more)
                report = extract_pending(run)
                assert report.captures == options.pages, report
                run.stage.drop()

            return extracted

        sides["local pool"] = side(here, "pool")
        ray = stack.enter_context(servers.ray_cluster(options.cores, environment))
        on_ray: dict[str, Any] = {"compute": "ray", "ray_address": ray.address}
        sides["Ray core tasks, shared folder"] = side(here, "ray", **on_ray)
        with contextlib.suppress(servers.SkipError):
            endpoint = stack.enter_context(servers.s3(folder / "s3.log"))
            servers.make_bucket(endpoint, "bench")
            away = home_at(
                folder / "away",
                {"captures": "s3://bench/captures", "staging": "s3://bench/staging", "s3_endpoint": endpoint},
            )
            prepared(away, warc)
            for kept in away.captures.glob("*.warc.gz"):
                kept.unlink()
            sides["Ray core tasks, objects"] = side(away, "ray", **on_ray)

        def data(run_id: str) -> None:
            run = Run(here, f"data-{run_id}", options.cores, **on_ray)
            by_ray_data(run)
            run.stage.drop()

        sides["Ray Data, shared folder"] = data
        seconds: dict[str, tuple[float, float]] = {}
        for name, run in sides.items():
            try:
                seconds[name] = timed(run, options.rounds)
            except ImportError as error:
                print(f"{name}: not measured ({error})")
                continue
            clock, taken = (pool / mine for pool, mine in zip(seconds["local pool"], seconds[name], strict=True))
            wall, cpu = seconds[name]
            said = f"{wall:8.1f} s {options.pages / wall:8.0f} pages/s {cpu:8.1f} s of processor"
            print(f"{name:<32}{said}   {clock:.2f} of the pool by the clock, {taken:.2f} by processor", flush=True)
        print(json.dumps({"pages": options.pages, "cores": options.cores, "seconds": seconds}))


if __name__ == "__main__":
    main()

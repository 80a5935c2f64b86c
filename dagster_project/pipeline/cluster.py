"""The tasks of heavy steps on a Ray cluster: one in, its staged parts and a manifest row out.

A task carries names, never pages: the worker reads archives and staged parts from where they lie, and puts its parts
beside them. Parts have the same name and bytes whoever makes them and however often, so that a task whose worker dies
is done again. Each Ray worker has a process of its own under it that does the work, watched as those of the local pool
are: a page over its time or memory costs that process and becomes a reject.
"""

import atexit
import hashlib
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from dagster_project.core.deferred import PANDAS, allow
from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline import workers
from dagster_project.pipeline.portable import Portable
from dagster_project.pipeline.run import Run
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.locations import is_remote
from dagster_project.store.objects import ObjectFolder
from dagster_project.store.release.provenance import code_digest
from dagster_project.store.staging import Stage

P = TypeVar("P", bound=Portable)
R = TypeVar("R")

RETRIES: Final = 3
"""So often Ray does a task again whose worker has died."""
AHEAD: Final = 2
"""Tasks a core that wait at the cluster: enough to keep it busy, few enough to stop at once."""
CONNECT_S: Final = 10.0
LOOPBACK: Final = "127.0.0.1"
SCRATCH_HOURS: Final = 6
"""After so long unused, what another run has left in a worker's scratch folder is deleted."""


@dataclass(frozen=True, slots=True)
class Part:
    """A staged file: its name in the run's staging folder, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What a task has made: of which step, under which name, which files, where, in how many seconds."""

    step: str
    part: str
    files: tuple[Part, ...]
    host: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Order:
    """A task as it goes to the cluster. `code` is the digest of the code that a worker must have, `reads` are the names of
    the stage's files that the objects hold for it, each with its SHA-256.
    """

    function: Callable[[workers.Task[Any]], Any]
    argument: Any
    memory: int | None
    code: str
    reads: tuple[tuple[str, str], ...] = ()


def run_on_ray(
    run: Run, function: Callable[[workers.Task[P]], R], arguments: Iterable[P], memory: int | None
) -> Iterator[R]:
    """Run FUNCTION over ARGUMENTS on the cluster and yield the results as they come; the parts are then in RUN's stage.

    Raises PalimpsestError where the cluster can't be reached or a worker can't do the work, and says why.
    """
    todo = list(arguments)
    ray = connect(run.ray_address, run.workers)
    objects = _shared_stage(run)
    if objects is not None:
        _send(run.stage, objects, {name for argument in todo for name in argument.reads})
    do = ray.remote(num_cpus=1, max_retries=RETRIES, retry_exceptions=False)(carry_out)
    code, sent, waiting = code_digest(), _sent(run.stage), todo[::-1]
    running: dict[Any, P] = {}
    room = max(1, int(ray.cluster_resources().get("CPU", 1))) * AHEAD
    try:
        while waiting or running:
            while waiting and len(running) < room:
                argument = waiting.pop()
                reads = tuple((name, sent[name]) for name in argument.reads if name in sent)
                running[do.remote(Order(function, argument, memory, code, reads))] = argument
            done, _ = ray.wait(list(running), num_returns=1)
            for reference in done:
                argument = running.pop(reference)
                result, row = _outcome(ray, reference, argument)
                _receive(run.stage, objects, row)
                yield result
    finally:
        for reference in running:
            ray.cancel(reference, force=True)


def connect(address: str, cores: int) -> Any:
    """Ray, connected to the cluster at ADDRESS; without one, started here on CORES cores for as long as this process lives."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        allow(PANDAS)
        import ray  # noqa: PLC0415
    except ImportError:
        raise PalimpsestError(
            'compute = "ray": Ray is not installed; run `pip install "palimpsest[ray]"`, or set compute = "local"'
        ) from None
    if ray.is_initialized():
        return ray
    quiet: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "logging_level": "ERROR"}
    if address:
        _answers(address)
        quiet["address"] = address
    else:
        # On loopback alone: a cluster that others can reach is one that somebody has set up.
        quiet |= {"address": "local", "num_cpus": cores, "include_dashboard": False, "_node_ip_address": LOOPBACK}
    try:
        ray.init(**quiet)
    except Exception as error:  # Ray raises bare exceptions where its parts don't come up in time.
        line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        where = address or "on this machine"
        raise PalimpsestError(
            f"ray_address {where}: the cluster can't be used ({line[:200]}); does RAY_AUTH_TOKEN fit?"
        ) from error
    return ray


def _answers(address: str) -> None:
    """Raise PalimpsestError where nothing listens at ADDRESS: Ray itself asks for minutes before it says so."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_S).close()
    except OSError as error:
        raise PalimpsestError(
            f"ray_address {address}: can't be reached ({error.strerror or error}); is `ray start --head` running there?"
        ) from None


def _shared_stage(run: Run) -> ObjectFolder | None:
    """The objects by which workers see the run's stage; None where they share its folder."""
    where = run.home.where
    if not is_remote(where.staging):
        return None
    if not where.captures:
        raise PalimpsestError(
            f"{run.home.captures}: workers of a cluster don't see it; set captures to s3://… or to a shared folder"
        )
    if run.reference != REFERENCE:
        raise PalimpsestError(f"{run.reference}: workers of a cluster have the project's own reference data only")
    return ObjectFolder(f"{where.staging}/{run.run_id}", where)


def _outcome(ray: Any, reference: Any, argument: Portable) -> tuple[Any, ManifestRow]:
    try:
        result, row = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, PalimpsestError):
            raise error.cause from None
        raise
    except ray.exceptions.RayError as error:
        line = str(error).strip().splitlines()[0]
        raise PalimpsestError(
            f"{type(argument).__name__} {argument.part}: its worker died {RETRIES + 1} times ({line[:200]}); "
            "look at the cluster's logs, and at its memory"
        ) from error
    return result, row


def digest_of(path: Path) -> str:
    """SHA-256 of the file at PATH, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _manifest(stage: Stage) -> Path:
    return stage.folder / "manifest.jsonl"


def _sent(stage: Stage) -> dict[str, str]:
    """What of the stage the cluster has, by name, with its digest."""
    path = _manifest(stage)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return {file["name"]: file["sha256"] for row in rows for file in row["files"]}


def _send(stage: Stage, objects: ObjectFolder, names: Iterable[str]) -> None:
    """Let the cluster have the stage's files NAMES as they are now."""
    sent, files = _sent(stage), []
    for name in sorted(names):
        path = stage.folder / name
        if path.exists() and sent.get(name) != (digest := digest_of(path)):
            objects.put(path, name)
            files.append(Part(name, path.stat().st_size, digest))
    if files:
        _note(stage, ManifestRow("sent", "", tuple(files), socket.gethostname(), 0.0))


def _note(stage: Stage, row: ManifestRow) -> None:
    stage.folder.mkdir(parents=True, exist_ok=True)  # indexing archives is the first step and stages no part
    with _manifest(stage).open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(row)) + "\n")


def _receive(stage: Stage, objects: ObjectFolder | None, row: ManifestRow) -> None:
    """Take over the parts that a worker has made, bytes compared, and note its manifest row."""
    for file in row.files:
        path = stage.folder / file.name
        if objects is not None:
            objects.fetch(file.name, path)
        if not path.exists() or digest_of(path) != file.sha256:
            raise PalimpsestError(f"{file.name}: is not what its worker on {row.host} has made; build again")
    _note(stage, row)


# What follows runs on the cluster's machines.


def carry_out(order: Order) -> tuple[Any, ManifestRow]:
    """Do the task ORDER on this machine; returns its result and its manifest row."""
    began = time.monotonic()
    if order.code != code_digest():
        raise PalimpsestError(
            f"{socket.gethostname()}: has other code than the machine that publishes; install the same"
        )
    argument: Portable = order.argument
    objects = _fetch_reads(argument, dict(order.reads)) if is_remote(argument.stage.home.where.staging) else None
    if objects is not None:
        argument = argument.on(Stage(_scratch_home(argument.stage.home), argument.stage.run), REFERENCE)
    elif not argument.stage.folder.is_dir():
        raise PalimpsestError(
            f"{argument.stage.folder}: is not seen on {socket.gethostname()}; share that folder, or set staging to s3://…"
        )
    (result,) = _pool(order.memory).run(order.function, [argument])
    files = []
    for name in argument.writes:
        path = argument.stage.folder / name / f"{argument.part}.parquet"
        if path.exists():
            part = Part(f"{name}/{path.name}", path.stat().st_size, digest_of(path))
            files.append(part)
            if objects is not None:
                objects.put(path, part.name)
                path.unlink()
    step = order.function.__name__
    return result, ManifestRow(step, argument.part, tuple(files), socket.gethostname(), time.monotonic() - began)


def scratch() -> Path:
    """The folder in which this machine's workers keep copies of what they read."""
    named = os.environ.get("PALIMPSEST_SCRATCH")
    return Path(named) if named else Path(tempfile.gettempdir()) / f"palimpsest-{os.getuid()}"


def _scratch_home(home: Home) -> Home:
    return Home(scratch(), replace(home.where, staging=str(scratch() / "staging")))


def _fetch_reads(argument: Portable, wanted: Mapping[str, str]) -> ObjectFolder:
    """Bring what ARGUMENT reads of the stage into the scratch folder, as WANTED says by name and SHA-256.

    A step that is tried again lists anew what there is to do, under the same names: what lies here from before counts
    only where its bytes are those.
    """
    where, run = argument.stage.home.where, argument.stage.run
    objects = ObjectFolder(f"{where.staging}/{run}", where)
    folder = Stage(_scratch_home(argument.stage.home), run).folder
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    _forget_others(folder)
    seen = _seen()
    for name in argument.reads:
        target, digest = folder / name, wanted.get(name)
        if digest is None:
            target.unlink(missing_ok=True)
        elif seen.get(target) != digest or not target.exists():
            if not target.exists() or digest_of(target) != digest:
                objects.fetch(name, target)
                if digest_of(target) != digest:
                    raise PalimpsestError(f"{name}: the objects hold another file than was sent; build again")
            seen[target] = digest
    return objects


@cache
def _seen() -> dict[Path, str]:
    """The SHA-256 of each file in the scratch folder that this worker has read, so that none is summed up for every task."""
    return {}


def _forget_others(kept: Path) -> None:
    """Delete what other runs have left in the scratch folder and not used for hours."""
    for folder in kept.parent.iterdir():
        try:
            if folder != kept and time.time() - folder.stat().st_mtime > SCRATCH_HOURS * 3600:
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            continue


@cache
def _pools() -> dict[str, workers.Pool]:
    """The one pool of this worker, kept from task to task, under the key `pool`."""
    kept: dict[str, workers.Pool] = {}
    atexit.register(_end_pools, kept)
    return kept


def _end_pools(kept: dict[str, workers.Pool]) -> None:
    for pool in kept.values():
        pool.close()


def _pool(memory: int | None) -> workers.Pool:
    """This worker's pool of one process, whose items may take MEMORY; that of another limit is ended."""
    kept = _pools()
    if "pool" in kept and kept["pool"].memory != memory:
        kept.pop("pool").close()
    if "pool" not in kept:
        notes = scratch() / "notes" / str(os.getpid())
        kept["pool"] = workers.Pool(1, notes, memory=memory)
    return kept["pool"]

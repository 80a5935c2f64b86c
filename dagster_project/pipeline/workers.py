"""Worker processes that a single bad page can't stall: one that takes too long or too much memory is killed.

A worker notes, in a small shared file, which item it works on and since when. The parent looks at the notes while it
waits; where an item is over its time, it kills the worker, starts the task again without that item, and reports it.
"""

import gc
import mmap
import os
import re
import resource
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from dagster_project.garbage import collect_seldom

T = TypeVar("T")
R = TypeVar("R")

PAGE_SECONDS: Final = 5.0
"""An item that takes more processor time is given up. By the clock a busy machine would give up on pages that are fine."""
STALL_FACTOR: Final = 24
"""An item is given up too where so many times its processor time has passed by the clock: it waits for something."""
PAGE_MEMORY: Final = 768 << 20
"""Bytes of writable memory that a worker may take on top of what it has when it begins its first item: 512 MB for the
item, the rest for stacks of the threads that libraries start."""
TASKS_A_WORKER: Final = 100
"""After so many tasks for each of them all workers are replaced, so that no leak grows with the input."""
PRELOADED: Final = "dagster_project.pipeline.preloaded"
"""What workers need: imported once, in a process that workers are forked from, where the system can do that."""
_NOTE: Final = struct.Struct("<64sdd")


class Note:
    """The worker's note of what it works on: an item's id (up to 64 bytes of ASCII), and since when, in seconds by a
    monotonic clock and of the worker's processor time.
    """

    def __init__(self, path: Path, memory: int | None):
        self._memory = memory
        path.write_bytes(bytes(_NOTE.size))
        with path.open("r+b") as stream:
            self._map = mmap.mmap(stream.fileno(), _NOTE.size)

    def begin(self, item: str) -> None:
        """Note that ITEM is begun now."""
        if self._memory is not None:
            _limit_memory(self._memory)
            self._memory = None
        self._map[:] = _NOTE.pack(item.encode("ascii", "replace")[:64], time.monotonic(), time.process_time())

    def end(self) -> None:
        """Note that nothing is being worked on."""
        self._map[:] = bytes(_NOTE.size)


class _NoNote:
    """Stands in for a note where the work is done in the parent itself."""

    def begin(self, item: str) -> None:
        """Note nothing."""

    def end(self) -> None:
        """Note nothing."""


current: Note | _NoNote = _NoNote()


def _start_worker(folder: Path, memory: int | None) -> None:
    global current  # noqa: PLW0603 - one note a process, set once at its start
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what it was forked with stays, and is not looked through again and again
    collect_seldom()
    current = Note(folder / f"{os.getpid()}.note", memory)


def _limit_memory(more: int) -> None:
    """Let this process take MORE bytes of writable memory than it has now, where the system can tell and limit it."""
    status = Path("/proc/self/status")
    found = (
        re.search(r"^VmData:\s+(\d+) kB", status.read_text(encoding="utf-8"), re.MULTILINE) if status.exists() else None
    )
    if found:
        resource.setrlimit(
            resource.RLIMIT_DATA, (int(found.group(1)) * 1024 + more, resource.getrlimit(resource.RLIMIT_DATA)[1])
        )


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A task and the items that it must leave out, each with the reason."""

    argument: T
    skip: tuple[tuple[str, str], ...] = ()


def _processor_time(pid: int) -> float | None:
    """Seconds of processor time that the process PID has taken; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stuck(folder: Path, limit_s: float) -> tuple[int, str] | None:
    """The process id and item of a worker that is over its time."""
    now = time.monotonic()
    for path in sorted(folder.glob("*.note")):
        raw = path.read_bytes()
        if len(raw) != _NOTE.size:
            continue
        item, since, taken_before = _NOTE.unpack(raw)
        if not since or now - since <= limit_s:
            continue
        pid = int(path.stem)
        taken = _processor_time(pid)
        if taken is None or taken - taken_before > limit_s or now - since > STALL_FACTOR * limit_s:
            return pid, item.rstrip(b"\0").decode("ascii", "replace")
    return None


def _working(folder: Path) -> list[str]:
    """Items that some worker was working on."""
    items = []
    for path in sorted(folder.glob("*.note")):
        raw = path.read_bytes()
        if len(raw) == _NOTE.size and _NOTE.unpack(raw)[1]:
            items.append(_NOTE.unpack(raw)[0].rstrip(b"\0").decode("ascii", "replace"))
    return items


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@cache
def _workers_from() -> BaseContext:
    """How worker processes start: forked from a process that has done the imports and holds nothing else, or anew."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


def start_ahead() -> None:
    """Have the process that workers are forked from begin its imports, which take seconds, before workers are needed."""
    if _workers_from().get_start_method() == "forkserver":
        forkserver.ensure_running()


def nothing() -> None:
    """Do nothing."""


class Pool:
    """WORKERS processes that stay from call to call; FOLDER holds their notes.

    An item over its time or memory is put on its task's skip list with the reason "timeout" or "crash", and the task
    runs again; the function that is run records such items.
    """

    def __init__(
        self,
        workers: int,
        folder: Path,
        *,
        memory: int | None = PAGE_MEMORY,
        limit_s: float = PAGE_SECONDS,
        meanwhile: Callable[[], object] = nothing,
    ):
        self.memory = memory
        self._meanwhile = meanwhile
        self._workers, self._folder, self._limit_s = workers, folder, limit_s
        self._executor: ProcessPoolExecutor | None = None
        self._left = 0
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def run(self, function: Callable[[Task[T]], R], arguments: Iterable[T]) -> Iterator[R]:
        """Run FUNCTION over ARGUMENTS and yield the results as they come."""
        todo: list[Task[Any]] = [Task(argument) for argument in arguments][::-1]
        while todo:
            yield from self._work(function, todo)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            for note in self._folder.glob("*.note"):
                note.unlink()
            start = (self._folder, self.memory)
            self._executor = ProcessPoolExecutor(self._workers, _workers_from(), _start_worker, start)
            self._left = self._workers * TASKS_A_WORKER
        return self._executor

    def _work(self, function: Callable[[Task[Any]], R], todo: list[Task[Any]]) -> Iterator[R]:
        """Work on TODO until it is empty, the workers are to be replaced, or one died; what is left is in TODO then."""
        running: dict[Future[R], Task[Any]] = {}
        blamed: list[tuple[str, str]] = []
        broken, executor = False, self._started()
        while ((todo and self._left) or running) and not broken:
            while todo and self._left and len(running) < 2 * self._workers:
                task = todo.pop()
                self._left -= 1
                running[executor.submit(function, task)] = task
            self._meanwhile()
            self._meanwhile = nothing
            done, _ = wait(running, timeout=0.25, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    todo.append(task)
                    broken = True
            if not done and (stuck := _stuck(self._folder, self._limit_s)):
                blamed.append((stuck[1], "timeout"))
                _kill(stuck[0])
        if not broken:
            if not self._left:
                self.close()
            return
        self.close()
        if not blamed:
            blamed = [(item, "crash") for item in _working(self._folder)]
        todo.extend(running.values())
        if not blamed:
            raise RuntimeError("a worker process died at its start; is there enough memory?")
        todo[:] = [Task(task.argument, task.skip + tuple(blamed)) for task in todo]


def run_tasks(
    function: Callable[[Task[T]], R],
    arguments: Iterable[T],
    *,
    workers: int,
    folder: Path,
    memory: int | None = PAGE_MEMORY,
    limit_s: float = PAGE_SECONDS,
    meanwhile: Callable[[], object] = nothing,
) -> Iterator[R]:
    """Run FUNCTION over ARGUMENTS in WORKERS processes (see Pool) and yield the results as they come.

    MEANWHILE is called once, while the workers work: for what this process will need later. With no workers the work is
    done in this process, without limits.
    """
    if workers < 1:
        yield from (function(Task(argument)) for argument in arguments)
        return
    with Pool(workers, folder, memory=memory, limit_s=limit_s, meanwhile=meanwhile) as pool:
        yield from pool.run(function, arguments)

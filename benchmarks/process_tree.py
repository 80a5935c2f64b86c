"""What a command and all processes that it starts take: seconds, processor time, memory. Linux only: read from /proc."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TICK: Final = os.sysconf("SC_CLK_TCK")
_KB: Final = 1024
_PAUSES: Final = 20
"""Pauses between looks at the processes are at least so many times as long as a look."""


@dataclass(frozen=True, slots=True)
class Sample:
    """At the Unix time `at`: processor seconds of the tree so far, and its memory in MB, shared pages counted once."""

    at: float
    cpu: float
    megabytes: float
    extra: float = 0.0


@dataclass(slots=True)
class Taken:
    """What a command took; `megabytes` is the peak of the whole tree, `samples` its course."""

    seconds: float
    cpu: float
    megabytes: float
    began: float
    samples: list[Sample] = field(default_factory=list)


def _tree(pid: int) -> list[int]:
    """PID and all that descend from it."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                todo += [int(child) for child in children.read_text(encoding="utf-8").split()]
            except OSError:
                continue
    return found


def _cpu(pid: int) -> float:
    """Processor seconds of a process and of those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(value) for value in fields[11:15]) / _TICK


def _proportional_mb(pid: int) -> float:
    """Memory of a process in MB, each shared page divided by those that share it."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / _KB
    except OSError:
        return 0.0
    return 0.0


def measure(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    every: float = 0.2,
    extra: Callable[[], float] = lambda: 0.0,
    check: bool = True,
) -> Taken:
    """Run COMMAND to its end and look at its tree EVERY so many seconds; `extra` gives one more number a sample.

    Looking at large processes costs time of theirs, so it is done less often where it takes more than a twentieth.

    Raises CalledProcessError with the end of its output where it fails and CHECK is set.
    """
    began, start = time.time(), time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    samples: list[Sample] = []
    ended = threading.Event()

    def look() -> None:
        pause = every
        while not ended.wait(pause):
            looked = time.perf_counter()
            tree = _tree(process.pid)
            cpu = sum(_cpu(pid) for pid in tree)
            samples.append(Sample(time.time(), cpu, sum(_proportional_mb(pid) for pid in tree), extra()))
            pause = max(every, _PAUSES * (time.perf_counter() - looked))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and check:
        raise subprocess.CalledProcessError(process.returncode, [str(part) for part in command], None, said[-2000:])
    # wait4 tells of the descendants that were waited for, exactly; the samples also of those that nobody waits for, which
    # are in no later sample once they have ended.
    cpu = max([usage.ru_utime + usage.ru_stime, *(s.cpu for s in samples)])
    peak = max((s.megabytes for s in samples), default=usage.ru_maxrss / _KB)
    return Taken(seconds, cpu, peak, began, samples)

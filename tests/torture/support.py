"""Starting the engine, and looking at what it left: digests, whole versions, files that nobody needs."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import duckdb
import pytest

from dagster_project.store.home import PROJECT_ROOT, Home
from dagster_project.store.lake import open_lake, versions

HERE = Path(__file__).resolve().parent
MASK = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d{10}|\.\d+\.tmp")
IGNORED = re.compile(r"^(?:dagster/|writer\.(?:lock|json)|captures/locks|report\.html|staging$)")


def shim(folder: Path) -> Path:
    """The compiled shim. Skips where there is no compiler, or the system isn't Linux."""
    if not sys.platform.startswith("linux") or not (compiler := shutil.which("cc") or shutil.which("gcc")):
        pytest.skip("needs Linux and a C compiler (Debian: apt-get install gcc) to end runs at chosen moments")
    target = folder / "shim.so"
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-w", "-o", str(target), str(HERE / "shim.c"), "-ldl"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"the C compiler can't make the shim: {done.stderr[:200]}")
    return target


class Engine:
    """The process that runs orders. Use it as a context."""

    def __init__(self, folder: Path, *, dagster: bool = False):
        self.folder = folder
        environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "LD_PRELOAD": str(shim(folder))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.engine", *(["--dagster"] if dagster else [])],
            cwd=PROJECT_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._number = 0
        assert self._out.readline(), "the engine did not start"

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def order(self, what: str, home: Path, *inputs: Path, **more: Any) -> dict[str, Any]:
        """Have a run done; `arm` names the moment and what happens then."""
        self._number += 1
        said = {"what": what, "home": str(home), "inputs": [str(i) for i in inputs], "run": f"run-{self._number}"}
        assert self._process.stdin is not None
        print(json.dumps({**said, "log": str(self.folder / "log"), **more}), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._out.readline())
        return answer

    def done(self, what: str, home: Path, *inputs: Path, **more: Any) -> dict[str, Any]:
        """Have a run done that must end well."""
        answer = self.order(what, home, *inputs, **more)
        assert answer["code"] == 0, answer
        return answer


def state(home: Path) -> list[tuple[int, str]]:
    """The published versions with their digests."""
    with open_lake(Home.at(home)) as lake:
        return [(v.version, v.digest) for v in versions(lake)]


def files(home: Path) -> Counter[str]:
    """The files of a home, what is different by chance masked."""
    found = (path.relative_to(home).as_posix() for path in home.rglob("*") if not path.is_dir())
    return Counter(MASK.sub("*", name) for name in found if not IGNORED.match(name))


def whole_version(home: Path) -> str:
    """The digest of the version that the reading copy shows in plain DuckDB, whose every table holds as many rows as it says."""
    with duckdb.connect(str(home / "palimpsest.duckdb"), read_only=True) as copy:
        digest, counts = copy.execute("select digest, counts from versions order by version desc limit 1").fetchall()[0]
        for name, count in json.loads(counts).items():
            (found,) = copy.execute(f'select count(*) from "{name}"').fetchall()[0]
            assert found == count, f"{name}: {found} rows, the version says {count}"
        return str(digest)


@dataclass
class Reader:
    """Reads the reading copy all the while; what it saw, and what went wrong."""

    home: Path
    allowed: set[str]
    month: bool = False
    """Whether a month passes at once, as for maintenance here: files that a reader has just found are then gone at once, and it
    looks again. In truth they stay for two days."""
    reads: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=60)

    def _digest(self) -> str:
        try:
            return whole_version(self.home)
        except duckdb.IOException:
            if not self.month:
                raise
            return whole_version(self.home)

    def _work(self) -> None:
        while not self._stop.wait(2.0):
            try:
                digest = self._digest()
                if digest not in self.allowed:
                    self.faults.append(f"a version of digest {digest} was shown")
            except Exception as error:
                self.faults.append(f"{type(error).__name__}: {error}")
            self.reads += 1


def wait_for(path: Path, seconds: float = 30) -> None:
    """Wait until PATH is there."""
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.05)

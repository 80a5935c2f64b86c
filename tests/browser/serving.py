"""Dagster's UI, served for the tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster_project.store.home import PROJECT_ROOT
from tests.browser.conftest import PATIENCE_S


def ask(address: str, query: str, **variables: Any) -> Any:
    """The answer of Dagster's own API, None where nobody listens yet."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer).get("data")
    except OSError:
        return None


def free_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening(command: Sequence[str], port: int, log: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The address at which COMMAND serves the UI on PORT, as soon as it has read the definitions; its group ends with the block."""
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), **environment},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            there, end = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE_S
            while not (ask(there, "{ assetNodes { id } }") or {}).get("assetNodes"):
                assert time.monotonic() < end, f"the UI: not within {PATIENCE_S:.0f} s, see {log}"
                time.sleep(1)
            yield there
        finally:
            os.killpg(server.pid, signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@contextmanager
def developing(home: Path, via: str, **environment: str) -> Iterator[str]:
    """Where `dagster dev` answers for HOME, its definitions with a fault that can be switched on (tests/planted.py), beside the
    demo site at VIA."""
    port = free_port()
    dagster = str(Path(sys.executable).with_name("dagster"))
    command = [
        dagster,
        "dev",
        "-w",
        str(Path(__file__).with_name("workspace.yaml")),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    settings = {
        "PALIMPSEST_HOME": str(home),
        "PALIMPSEST_VIA": via,
        "DAGSTER_HOME": str(home / "dagster"),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    with listening(command, port, home / "ui.log", {**settings, **environment}) as there:
        yield there


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Where `palimpsest ui` answers for HOME."""
    port = free_port()
    command = [sys.executable, "-m", "dagster_project", "ui", "--port", str(port), "--home", str(home)]
    with listening(command, port, home / "ui.log", {}) as there:
        yield there

"""The UI of a home, served for the tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster_project.store.home import PROJECT_ROOT
from tests.browser.conftest import PATIENCE_S


def ask(address: str, query: str) -> Any:
    """The answer of Dagster's own API, None where nobody listens yet."""
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer).get("data")
    except OSError:
        return None


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Where `palimpsest ui` answers for HOME, as soon as it has read the definitions."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dagster_project", "ui", "--port", str(port), "--home", str(home)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    with (home / "ui.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            there, end = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE_S
            while not (ask(there, "{ assetNodes { id } }") or {}).get("assetNodes"):
                assert time.monotonic() < end, f"the UI: not within {PATIENCE_S:.0f} s"
                time.sleep(1)
            yield there
        finally:
            os.killpg(server.pid, signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()

"""The Dagster UI in a real browser: the graph shows, a run launched there ends green, its assets show what came out.

Screenshots are kept in `test-artifacts/`. Needs Chromium; PALIMPSEST_CHROMIUM says where it lies, if not in the path.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.browser.conftest import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "test-artifacts"

pytestmark = pytest.mark.xdist_group("browser")


def wait_for(what: str, ready: Any) -> Any:
    """What READY gives as soon as it gives something true."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(1)
    pytest.fail(f"{what}: not within {PATIENCE_S:.0f} s")


def ask(address: str, query: str) -> Any:
    """The answer of Dagster's own API, None where nobody listens yet."""
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer).get("data")
    except OSError:
        return None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(chromium: str, home: Path) -> Iterator[str]:
    """Where `palimpsest ui` answers for an empty home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dagster_project", "ui", "--port", str(port), "--home", str(home)]
    with (home / "ui.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            there = f"http://127.0.0.1:{port}"
            wait_for("the UI", lambda: (ask(there, "{ assetNodes { id } }") or {}).get("assetNodes"))
            yield there
        finally:
            os.killpg(server.pid, signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def shoot(page: Any, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=str(ARTIFACTS / f"{name}.png"))


def test_all_is_materialized_from_the_ui_and_an_asset_shows_what_came_out(address: str, home: Path, page: Any) -> None:
    page.goto(f"{address}/locations/palimpsest/jobs/build")
    page.get_by_text("extraction", exact=True).first.wait_for()
    assert not page.get_by_text("failed to load").count()
    shoot(page, "graph")

    page.get_by_role("button", name="Materialize all").click()
    run = wait_for(
        "the end of the run",
        lambda: next(
            (
                r
                for r in (
                    (ask(address, "{ runsOrError { ... on Runs { results { status } } } }") or {})
                    .get("runsOrError", {})
                    .get("results", [])
                )
                if r["status"] in ("SUCCESS", "FAILURE", "CANCELED")
            ),
            None,
        ),
    )
    page.goto(f"{address}/runs")
    page.get_by_text("Success").or_(page.get_by_text("Failure")).first.wait_for()
    shoot(page, "runs")
    assert run["status"] == "SUCCESS"
    with duckdb.connect(str(home / "palimpsest.duckdb"), read_only=True) as dataset:
        assert dataset.execute("select count(*) from versions").fetchall() == [(1,)]

    page.goto(f"{address}/assets/mentions?view=overview")
    page.get_by_text("char_start").first.wait_for()
    shoot(page, "asset")
    page.goto(f"{address}/assets/mentions?view=checks")
    page.get_by_text("mentions_key_unique").first.wait_for()
    shoot(page, "checks")

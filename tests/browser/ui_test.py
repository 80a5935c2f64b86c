"""The Dagster UI in a real browser, one story in five steps: the graph shows, a run launched there ends green, its assets show
what came out, a failing audit is red and publishes nothing, the inbox and a schedule that are switched on there do their work.

Screenshots are kept in `test-artifacts/`. Needs Chromium; PALIMPSEST_CHROMIUM says where it lies, if not in the path.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.defs.instance import write_instance_config
from dagster_project.demo.content import Content
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import World
from dagster_project.sources.clock import SystemClock
from dagster_project.store.home import Home
from tests.browser.conftest import PATIENCE_S
from tests.browser.serving import ask, developing
from tests.planted import SWITCH
from tests.sample.compose import larger, write

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


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    now = datetime.now(UTC)
    with DemoSite(Content(World(now - timedelta(days=1), 2, 1), crawl_delay=0), SystemClock()) as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Home.at(tmp_path_factory.mktemp("home"))
    made.prepare()
    write_instance_config(made)
    return made.root


@pytest.fixture(scope="module")
def address(chromium: str, home: Path, site: DemoSite) -> Iterator[str]:
    """Where `dagster dev` answers for an empty home, beside a demo site and with a schedule that ticks each minute."""
    with developing(home, site.address, PALIMPSEST_LIVE_CRON="* * * * *") as there:
        yield there


def ended_runs(address: str, job: str) -> list[dict[str, Any]]:
    """The runs of JOB that have ended, the newest first."""
    asked = ask(
        address,
        f'{{ runsOrError(filter: {{pipelineName: "{job}"}}) {{ ... on Runs {{ results {{ runId status tags {{ key value }} }} }} }} }}',
    )
    found = ((asked or {}).get("runsOrError") or {}).get("results", [])
    return [run for run in found if run["status"] in ("SUCCESS", "FAILURE", "CANCELED")]


def next_run(address: str, job: str, known: set[str]) -> dict[str, Any]:
    """The next run of JOB to end that is not KNOWN."""
    run = wait_for(
        f"the end of a run of {job}",
        lambda: next((r for r in ended_runs(address, job) if r["runId"] not in known), None),
    )
    known.add(run["runId"])
    found: dict[str, Any] = run
    return found


def versions_of(home: Path) -> int:
    """How many versions are published."""
    if not (home / "palimpsest.duckdb").exists():
        return 0
    with duckdb.connect(str(home / "palimpsest.duckdb"), read_only=True) as dataset:
        return int(dataset.execute("select count(*) from versions").fetchall()[0][0])


def switch_on(page: Any, address: str, what: str) -> None:
    """Switch a schedule or sensor on where the UI shows it."""
    page.goto(f"{address}/locations/palimpsest/{what}")
    page.locator("label:has(input[type=checkbox])").first.click()


KNOWN: set[str] = set()


def shoot(page: Any, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=str(ARTIFACTS / f"{name}.png"))


def test_1_the_graph_renders_and_all_is_materialized_from_the_ui(address: str, home: Path, page: Any) -> None:
    page.goto(f"{address}/locations/palimpsest/jobs/build")
    page.get_by_text("extraction", exact=True).first.wait_for()
    assert not page.get_by_text("failed to load").count()
    shoot(page, "graph")
    page.get_by_role("button", name="Materialize all").click()
    run = next_run(address, "build", KNOWN)
    page.goto(f"{address}/runs/{run['runId']}")
    page.get_by_text("Success").or_(page.get_by_text("Failure")).first.wait_for()
    page.get_by_text("RUN_SUCCESS").or_(page.get_by_text("STEP_SUCCESS")).first.wait_for()
    shoot(page, "run")
    assert run["status"] == "SUCCESS" and versions_of(home) == 1


def test_2_an_asset_shows_its_columns_rows_plots_and_checks(address: str, page: Any) -> None:
    page.goto(f"{address}/assets/mentions?view=overview")
    page.get_by_text("char_start").first.wait_for()
    page.get_by_text("rows_delta").first.wait_for()
    shoot(page, "asset")
    page.get_by_text("Plots", exact=True).first.click()
    page.locator("canvas").first.wait_for()
    shoot(page, "plots")
    page.goto(f"{address}/assets/mentions?view=checks")
    page.get_by_text("mentions_key_unique").first.wait_for()
    shoot(page, "checks")


def test_3_an_audit_that_fails_is_red_says_why_and_publishes_nothing(address: str, home: Path, page: Any) -> None:
    before = versions_of(home)
    (home / SWITCH).touch()
    page.goto(f"{address}/locations/palimpsest/jobs/build")
    page.get_by_role("button", name="Materialize all").click()
    run = next_run(address, "build", KNOWN)
    (home / SWITCH).unlink()
    assert run["status"] == "FAILURE" and versions_of(home) == before
    page.goto(f"{address}/assets/erasures?view=checks&checkDetail=erasures_article_id_exists")
    page.get_by_text("article_id names no row of articles").first.wait_for()
    shoot(page, "red")
    (docs,) = (home / "docs" / "audit").glob(f"{run['runId']}/erasures.html")
    page.goto(f"{docs.as_uri()}#erasures_article_id_exists")
    page.get_by_text("erasures_article_id_exists (critical)").first.wait_for()
    shoot(page, "data_docs")


def test_4_the_inbox_that_is_switched_on_takes_what_is_dropped(address: str, home: Path, page: Any) -> None:
    before = versions_of(home)
    (home / "inbox").mkdir()
    dropped = home / "inbox" / "dropped.warc.gz"
    write(larger(2), dropped)
    os.utime(dropped, (time.time() - 60,) * 2)
    switch_on(page, address, "sensors/inbox")
    switch_on(page, address, "schedules/live_by_day")
    run = next_run(address, "build", KNOWN)
    page.goto(f"{address}/locations/palimpsest/sensors/inbox")
    page.get_by_text("Latest tick").first.wait_for()
    shoot(page, "inbox")
    assert run["status"] == "SUCCESS" and versions_of(home) == before + 1
    assert {"key": "palimpsest/inbox", "value": "dropped.warc.gz"} in run["tags"]


def test_5_the_schedule_that_is_switched_on_ticks_and_captures(address: str, home: Path, page: Any) -> None:
    wait_for("the schedule", lambda: state(address, "live_by_day") == "RUNNING")
    run = next_run(address, "capture_live", KNOWN)
    page.goto(f"{address}/locations/palimpsest/schedules/live_by_day")
    page.get_by_text("live_by_day").first.wait_for()
    shoot(page, "schedule")
    assert run["status"] == "SUCCESS"
    assert list((home / "captures").glob("live-*.warc.gz"))


def state(address: str, schedule: str) -> str | None:
    """Whether SCHEDULE is on, as Dagster's API says it."""
    asked = ask(
        address,
        '{ scheduleOrError(scheduleSelector: {repositoryName: "__repository__", repositoryLocationName: "palimpsest", '
        f'scheduleName: "{schedule}"}}) {{ ... on Schedule {{ scheduleState {{ status }} }} }} }}',
    )
    said = (((asked or {}).get("scheduleOrError") or {}).get("scheduleState") or {}).get("status")
    return str(said) if said else None

"""Promises of capture in Dagster and on the command line: off by default, days as partitions, each file of the inbox once."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from click.testing import CliRunner

from dagster_project.cli.capture import capture
from dagster_project.core.errors import PalimpsestError
from dagster_project.definitions import build_defs
from dagster_project.defs.automation import inbox_requests, schedules, sensors
from dagster_project.defs.capture import (
    CAPTURE_ASSETS,
    CAPTURE_JOBS,
)
from dagster_project.defs.capture_run import run_capture
from dagster_project.defs.instance import open_instance
from dagster_project.demo.content import Content
from dagster_project.demo.serve import fill_purge
from dagster_project.demo.site import DemoSite
from dagster_project.demo.world import World
from dagster_project.settings import load_settings
from dagster_project.sources.clock import SystemClock
from dagster_project.store.home import Home

pytestmark = pytest.mark.xdist_group("capture_jobs")


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    now = datetime.now(UTC)
    with DemoSite(Content(World(now - timedelta(days=4), 4, 1), crawl_delay=0), SystemClock()) as running:
        fill_purge(running.holdings)
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home")
    home.prepare()
    return home


def test_schedules_and_sensors_are_off_until_they_are_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said, wanted in (("on", True), ("1", True), ("", False), ("off", False)):
        monkeypatch.setenv("PALIMPSEST_SCHEDULES", said)
        settings = load_settings(tmp_path)
        made: list[Any] = [*schedules(settings), *sensors(settings)]
        assert {s.name for s in made} >= {"live_by_day", "recapture_by_night", "inbox", "build_after_capture"}
        assert "downstream_of_capture" in {s.name for s in made if s.default_status.value == "STOPPED"}
        others = [s for s in made if s.name != "downstream_of_capture"]
        assert {s.default_status.value for s in others} == {"RUNNING" if wanted else "STOPPED"}


def test_declarative_automation_takes_the_place_of_the_build_after_a_capture(tmp_path: Path) -> None:
    made: list[Any] = sensors(load_settings(tmp_path, schedules=True, automation=True))
    running = {s.name for s in made if s.default_status.value == "RUNNING"}
    assert running == {"inbox", "downstream_of_capture"}


def test_a_build_asks_nobody_on_the_network() -> None:
    build = build_defs().resolve_job_def("build")
    names = {node.name for node in build.nodes}
    assert not names & {a.op.name for a in CAPTURE_ASSETS} and "archive" in names


def test_each_source_has_a_pool_of_its_own_retries_and_days_as_partitions() -> None:
    assert len({a.op.pool for a in CAPTURE_ASSETS}) == len(CAPTURE_ASSETS) >= 4
    for asset in CAPTURE_ASSETS:
        assert asset.op.retry_policy is not None and asset.op.retry_policy.max_retries > 0
        assert isinstance(asset.partitions_def, dg.DailyPartitionsDefinition)
    assert {job.name for job in CAPTURE_JOBS} == {"capture_live", "capture_archive"}


def test_the_live_sites_are_asked_by_day_in_pyongyang(place: Home) -> None:
    live_by_day = schedules(load_settings(place.root))[0]
    assert (live_by_day.cron_schedule, live_by_day.execution_timezone) == ("0 6-23/3 * * *", "Asia/Pyongyang")
    with dg.DagsterInstance.ephemeral() as instance:
        when = datetime(2026, 1, 5, 0, tzinfo=UTC)
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=when, repository_def=build_defs().get_repository_def()
        )
        (request,) = live_by_day.evaluate_tick(context).run_requests or []
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-01-05" and "crawl_kcna_kp" in request.run_config["ops"]


def test_each_new_file_of_the_inbox_is_asked_for_once_and_again_when_it_changes(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    for name in ("a.warc.gz", "b.html", "notes.txt", "growing.warc", "empty.warc"):
        (tmp_path / name).write_bytes(b"" if name.startswith("empty") else b"x")
        if not name.startswith("growing"):
            os.utime(tmp_path / name, (now.timestamp() - 60,) * 2)
    first = list(inbox_requests(tmp_path, now))
    assert [Path(r.run_config["ops"]["archive"]["config"]["inputs"][0]).name for r in first] == ["a.warc.gz", "b.html"]
    assert [r.run_key for r in inbox_requests(tmp_path, now)] == [r.run_key for r in first]
    (tmp_path / "a.warc.gz").write_bytes(b"more")
    os.utime(tmp_path / "a.warc.gz", (now.timestamp() - 30,) * 2)
    again = {r.run_key for r in inbox_requests(tmp_path, now)}
    assert len(again - {r.run_key for r in first}) == 1
    assert list(inbox_requests(tmp_path / "none", now)) == []


def test_a_range_of_days_of_the_archive_is_one_run_and_a_second_one_asks_for_nothing(
    place: Home, site: DemoSite
) -> None:
    config = {"prefix": "kcna.kp/en/article/", "via": site.address}
    outcome = run_capture(place, "wayback", config, ("2013-10-01", "2013-10-31"))
    assert outcome.success and outcome.visits["captured"] > 5
    with open_instance(place) as instance:
        assert len(instance.get_runs()) == 1
        days = instance.get_materialized_partitions(dg.AssetKey("crawl_wayback"))
    assert (min(days), max(days), len(days)) == ("2013-10-01", "2013-10-31", 31)
    before = len(site.seen)
    again = run_capture(place, "wayback", config, ("2013-10-01", "2013-10-31"))
    assert again.visits == {} and again.requests == 0 and len(site.seen) == before


def test_what_the_user_has_to_change_is_said_at_once(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PALIMPSEST_CONTACT", raising=False)
    monkeypatch.delenv("PALIMPSEST_VIA", raising=False)
    outcome = run_capture(place, "kcna.kp", {}, ("2026-01-05", "2026-01-05"))
    assert not outcome.success and (outcome.error or "").startswith("who is asking?")


def command(place: Home, *arguments: str) -> Any:
    return CliRunner().invoke(capture, [*arguments, "--home", str(place.root)])


def test_the_command_captures_a_live_site_and_says_what_came(place: Home, site: DemoSite) -> None:
    done = command(place, "kcna.kp", "--via", site.address, "--limit", "5", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert sum(said["visits"].values()) == 5 and said["requests"] >= 5
    assert list(place.captures.glob("live-*.warc.gz")) and list(place.captures.glob("*.cdxj"))


def test_the_status_shows_the_frontier_even_before_a_build(place: Home, site: DemoSite) -> None:
    from dagster_project.cli.status import status

    command(place, "kcna.kp", "--via", site.address, "--limit", "3", "--json")
    done = CliRunner().invoke(status, ["--home", str(place.root), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    frontier = {row["source"]: row for row in said["frontier"]}["kcna.kp"]
    assert frontier["articles"] > frontier["never_captured"] > 0 and frontier["due"] > 0
    assert said["longest without a second capture"][0]["source"] == "kcna.kp"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nosuch",), "known are"),
        (("kcna.kp", "--since", "soon"), "write it as 2026-01-31"),
        (("wayback:kcna.kp/", "--from", "soon"), "2013-10-05"),
        (("wayback:kcna.kp/", "--from", "2014", "--to", "2013"), "holds no day"),
        (("kcna.kp", "--contact", "nobody"), "who is asking"),
    ],
)
def test_wrong_arguments_are_one_line_that_helps(place: Home, arguments: tuple[str, ...], message: str) -> None:
    given = arguments if "--contact" in arguments else (*arguments, "--contact", "tester@example.org")
    done = command(place, *given)
    assert isinstance(done.exception, PalimpsestError) and message in str(done.exception)
    assert "\n" not in str(done.exception)


def test_wrong_usage_is_told_from_wrong_values(place: Home) -> None:
    for arguments in (("wayback", "--contact", "a@example.org"), ("kcna.kp", "--from", "2013", "--contact", "a@b.org")):
        assert command(place, *arguments).exit_code == 2


def test_a_write_of_the_instance_keeps_pools_to_one_at_a_time(place: Home) -> None:
    with open_instance(place) as instance:
        assert instance.global_op_concurrency_default_limit == 1

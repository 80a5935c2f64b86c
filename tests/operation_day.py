"""A day of operation in minutes: `dagster dev` with its daemon on an empty home beside the demo site, schedules made short.

It waits for captures and versions, plants a fault, waits for one alert, takes the fault away, waits for the next version,
and launches a backfill of two years of days. Its log is one line an event; it ends with 1 where something did not come.

    python -m tests.operation_day
    python -m tests.operation_day --automation     versions by declarative automation instead; no fault, no backfill
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb

from dagster_project.defs.instance import write_instance_config
from dagster_project.demo.serve import serve
from dagster_project.store.home import Home
from tests.browser.serving import ask, developing
from tests.planted import SWITCH

PATIENCE_S: Final = float(os.environ.get("PATIENCE_S", "900"))
BACKFILL: Final = """mutation ($p: [String!]!) { launchPartitionBackfill(backfillParams: {
  assetSelection: [{path: ["crawl_wayback"]}], partitionNames: $p }) {
  __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""


class Day:
    """What is seen of the day, with its clock."""

    def __init__(self, home: Home, address: str):
        self.home, self.address, self.began = home, address, time.monotonic()

    def say(self, what: str) -> None:
        """One line of the log."""
        print(f"{time.monotonic() - self.began:6.0f} s  {what}", flush=True)

    def wait(self, what: str, ready: Callable[[], Any]) -> Any:
        """What READY gives as soon as it is true; the end of the day where it doesn't come."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if found := ready():
                return found
            time.sleep(2)
        self.say(f"MISSED: {what}")
        raise SystemExit(1)

    def runs(self, job: str) -> list[dict[str, Any]]:
        """Runs of JOB, newest first."""
        asked = ask(
            self.address,
            "query ($f: RunsFilter) { runsOrError(filter: $f) { ... on Runs { results { runId status jobName } } } }",
            f={"pipelineName": job},
        )
        found: list[dict[str, Any]] = ((asked or {}).get("runsOrError") or {}).get("results", [])
        return found

    def count(self, job: str, status: str = "SUCCESS") -> int:
        """How many runs of JOB have ended with STATUS."""
        return sum(run["status"] == status for run in self.runs(job))

    def versions(self) -> int:
        """Published versions."""
        if not self.home.reading_copy.exists():
            return 0
        with duckdb.connect(str(self.home.reading_copy), read_only=True) as dataset:
            return int(dataset.execute("select count(*) from versions").fetchall()[0][0])

    def errors(self) -> list[dict[str, Any]]:
        """Alerts of level error."""
        file = self.home.root / "alerts.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [a for a in map(json.loads, lines) if a["level"] == "error"]


def begin(day: Day, made_by: str) -> None:
    """The morning: captures by schedule, and two versions that nobody asked for."""
    day.wait("a capture by schedule", lambda: day.count("capture_live"))
    day.say("first capture by schedule")
    day.wait("a version", day.versions)
    day.say(f"version {day.versions()} by {made_by}")
    day.wait("a second version", lambda: day.versions() >= 2)
    day.say(f"version {day.versions()}: new articles of the demo site")


def live_through(day: Day) -> None:
    """The rest of the day: a fault and its alert, the next version, a backfill."""
    if day.errors() or day.count("build", "FAILURE"):
        day.say(f"MISSED: a quiet start; {day.errors()}")
        raise SystemExit(1)
    (day.home.root / SWITCH).touch()
    day.say("a fault is planted")
    day.wait("a failed build", lambda: day.count("build", "FAILURE"))
    (day.home.root / SWITCH).unlink()
    stays = day.versions()
    day.say(f"a build failed its audit; version {stays} stays; the fault is taken away")
    day.wait("an alert", day.errors)
    alert = day.errors()[0]
    day.say(f"alert: {alert['reason']}: {alert['checks'][0][:90]}")
    day.wait("the next version", lambda: day.versions() > stays)
    day.say(f"version {day.versions()}: what was captured meanwhile is in it")

    first = datetime.now(UTC).date() - timedelta(days=800)
    days = [(first + timedelta(days=n)).isoformat() for n in range(730)]
    day.say(
        f"backfill: {ask(day.address, BACKFILL, p=days)['launchPartitionBackfill']['__typename']} of {len(days)} days"
    )
    ended = {"SUCCESS", "FAILURE", "CANCELED"}

    def backfilled() -> list[dict[str, Any]]:
        mine = [r for r in day.runs("__ASSET_JOB") if r["jobName"].startswith("__ASSET_JOB")]
        return mine if mine and all(r["status"] in ended for r in mine) else []

    runs = day.wait("the backfill", backfilled)
    day.say(f"backfill: {len(runs)} run, {runs[0]['status']}")
    failed = {r["runId"] for r in day.runs("build") if r["status"] == "FAILURE"}
    told = [a["run_id"] for a in day.errors()]
    day.say(f"{len(failed)} failed builds, {len(told)} alerts of error, {day.count('capture_live')} captures")
    if len(runs) != 1 or sorted(told) != sorted(failed):
        raise SystemExit(1)
    day.say("each failure was told once; the day is over")


def end_by_automation(day: Day) -> None:
    """With the setting `automation` each version was a run of the whole chain, none of the job build."""
    if day.runs("build") or day.errors():
        day.say(f"MISSED: no run of build, no alert; {day.runs('build')} {day.errors()}")
        raise SystemExit(1)
    day.say("no run of the job build, no alert; the day is over")


def main() -> None:
    """Serve the sites, start Dagster, live through the day, stop everything."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--automation", action="store_true", help="versions by declarative automation")
    automation = asked.parse_args().automation
    with serve(0, 0.0, 20.0) as site, tempfile.TemporaryDirectory(prefix="palimpsest-day-") as folder:
        home = Home.at(Path(folder))
        home.prepare()
        write_instance_config(home)
        environment = {
            "PALIMPSEST_SCHEDULES": "on",
            "PALIMPSEST_AUTOMATION": "on" if automation else "off",
            "PALIMPSEST_LIVE_CRON": "*/2 * * * *",
            "PALIMPSEST_RECAPTURE_CRON": "*/5 * * * *",
        }
        with developing(home.root, site.address, **environment) as address:
            day = Day(home, address)
            begin(day, "declarative automation" if automation else "build_after_capture")
            (end_by_automation if automation else live_through)(day)


if __name__ == "__main__":
    main()

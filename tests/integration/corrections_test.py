"""Reviewed corrections reach the dataset, touch no more than they must, survive a rebuild and are reported when idle."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from dagster_project.audit.expectations import expectations
from dagster_project.cli.main import cli
from dagster_project.core.parties.corrections import COLUMNS
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.run import Run
from dagster_project.store.audit_database import make_audit_database
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.query import open_version
from tests.integration.release_support import parts
from tests.integration.support import build, run_steps

pytestmark = pytest.mark.xdist_group("release")

ARTICLE = "kcna.co.jp/20070309-02#3"
ROWS = (
    {
        "correction_id": "guest",
        "target": "mention",
        "action": "change",
        "party_id": "person:Jang Su Kyong",
        "new_party_id": "person:Jang Su Gyong",
    },
    {"correction_id": "trade", "target": "attendee", "action": "remove", "party_id": "person:Kang Myong Chun"},
    {"correction_id": "idle", "target": "mention", "action": "remove", "surface": "a body that is not there"},
    {"correction_id": "elsewhere", "target": "mention", "action": "remove", "article_id": "kcna.kp/0"},
)


def reference_with(folder: Path, stories: str) -> Path:
    """The reference data with corrections of ROWS, and of STORIES, in a folder of its own."""
    shutil.copytree(REFERENCE, folder)
    lines = [",".join({"article_id": ARTICLE, "note": "a test", **row}.get(c, "") for c in COLUMNS) for row in ROWS]
    with (folder / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
    with (folder / "story_corrections.csv").open("a", encoding="utf-8") as file:
        file.write(stories)
    return folder


def asked(home: Home, sql: str, version: int | None = None) -> list[tuple[Any, ...]]:
    """The rows of SQL; the connection is closed, so that the next one sees a newer reading copy."""
    with closing(open_version(home, version)) as dataset:
        return dataset.execute(sql).fetchall()


def named(home: Home, version: int | None = None) -> list[list[tuple[Any, ...]]]:
    """All that is named in the dataset."""
    return [asked(home, f"select * from {t} order by all", version) for t in ("mentions", "roles", "attendance")]


def idle_in_audit(run: Run) -> list[str]:
    check = next(e for e in expectations() if e.name == "corrections_apply")
    assert check.severity == "warn"
    with duckdb.connect(str(make_audit_database(run.stage, "test"))) as database:
        return [row[0] for row in database.execute(check.sql).fetchall()]


def test_corrections_are_applied_reported_and_taken_back(tmp_path: Path, grown: Home) -> None:
    home = Home.at(shutil.copytree(grown.root, tmp_path / "home"))
    pair = asked(
        home,
        "select a.article_id, b.article_id from articles a join articles b using (story_id)"
        " where a.article_id < b.article_id order by all limit 1",
    )[0]
    reference = reference_with(tmp_path / "reference", f"split,{pair[0]},{pair[1]},two for a test\n")

    run = run_steps(home, "corrected", reference=reference)
    assert run.stage.rows("articles") == 3, "only what the corrections name is derived anew"
    assert idle_in_audit(run) == ["idle"]
    assert publish_run(run).version == 3

    attendees = f"select person_id, rank from attendance where article_id = '{ARTICLE}'"
    assert asked(home, attendees) == [("person:Jang Su Gyong", 1)]
    assert asked(home, "select correction_id, times from corrected order by all") == [("guest", 1), ("trade", 1)]
    stories = asked(home, f"select distinct story_id from articles where article_id in {pair}")
    assert len(stories) == 2
    told = CliRunner().invoke(cli, ["status", "--home", str(home.root), "--json"])
    assert {row["correction_id"]: row["why"] for row in json.loads(told.output)["idle_corrections"]} == {
        "elsewhere": "its article is not in this dataset",
        "idle": "nothing there is as it says",
    }
    assert build(home, "again", reference=reference).version is None

    anew = Home.at(tmp_path / "anew")
    assert build(anew, "at once", *parts(tmp_path), reference=reference).version == 1
    assert named(anew) == named(home)

    assert build(home, "back").version == 4
    assert named(home) == named(home, 2)
    assert asked(home, "select count(*) from corrections") == [(0,)]

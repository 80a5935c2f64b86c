"""Older captures that come late, and newer readings of the same bytes: history is put right, published versions stay."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.core import extract
from dagster_project.core.records import Page, PageResult
from dagster_project.core.schema import TABLES
from dagster_project.pipeline import extract as extracting
from dagster_project.pipeline import rules
from dagster_project.pipeline.publish import publish_run
from dagster_project.store.home import Home
from dagster_project.store.query import open_version
from tests.integration.support import audit_all, build, run_steps
from tests.sample.compose import Archive, Capture, sample

pytestmark = pytest.mark.xdist_group("rewriting")

PUBLIC = sorted(t.name for t in TABLES.values() if t.public and t.name != "versions")


def archive_of(captures: list[Capture], target: Path) -> Path:
    with target.open("wb") as stream:
        writer = Archive(stream)
        for capture in captures:
            writer.add(capture)
    return target


def rows_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    return {name: connection.execute(f"select * from {name} order by all").fetchall() for name in PUBLIC}


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample's captures until the middle of its time, and those since."""
    folder = tmp_path_factory.mktemp("halves")
    captures = sorted(sample()[0], key=lambda c: (c.at, c.url))
    middle = len(captures) // 2
    return archive_of(captures[:middle], folder / "older.warc.gz"), archive_of(
        captures[middle:], folder / "newer.warc.gz"
    )


def test_older_captures_that_come_late_rewrite_history_and_no_published_version(
    tmp_path: Path, halves: tuple[Path, Path], sample_warc: Path
) -> None:
    older, newer = halves
    home, at_once = Home.at(tmp_path / "late"), Home.at(tmp_path / "once")
    assert build(home, "live", newer).version == 1
    before = rows_of(open_version(home))
    assert build(home, "import", older).version == 2
    assert rows_of(open_version(home, 1)) == before, "version 1 reads as it did"
    build(at_once, "all", sample_warc)
    now, meant = rows_of(open_version(home)), rows_of(open_version(at_once))
    assert now["captures"] != before["captures"]
    for name in ("articles", "revisions", "changes", "erasures", "dates", "datelines", "mentions", "roles", "parties"):
        assert now[name] == meant[name], name


def test_a_newer_reading_of_the_same_bytes_updates_the_rows_says_so_and_makes_no_revision(
    tmp_path: Path, sample_warc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path)
    build(home, "first", sample_warc)
    before = rows_of(open_version(home))
    read = extract.extract_page

    def better(page: Page, *others: Any, **more: Any) -> PageResult:
        result = read(page, *others, **more)
        told = [
            replace(a, title=f"{a.title}, as the page has it") if a.article_id.startswith("kcnawatch") else a
            for a in result.articles
        ]
        return replace(result, articles=tuple(told))

    monkeypatch.setattr(extracting, "extract_page", better)
    monkeypatch.setattr(extract, "EXTRACTOR_VERSION", "next")
    run = run_steps(home, "better", sample_warc)
    failed = [r for r in audit_all(run) if not r.passed and r.severity == "critical"]
    assert not failed, failed
    from dagster_project.pipeline.publish import publish_run

    assert publish_run(run).version == 2
    now = open_version(home)
    counted = now.execute("select count(*) from revisions").fetchone()
    assert counted == (len(before["revisions"]),), "no revision comes of another reading"
    noted = now.execute(
        "select article_id, title, array_to_string(notes, ' ') from articles where site = 'kcnawatch.org'"
    ).fetchall()
    assert noted
    for article_id, title, notes in noted:
        assert title.endswith(", as the page has it"), article_id
        assert "reread:" in notes and "next" in notes, article_id
    others = now.execute("select count(*) from articles where site <> 'kcnawatch.org' and len(list_filter(notes, "
                         "lambda n: starts_with(n, 'reread'))) > 0").fetchone()  # fmt: skip
    assert others == (0,), "where the text is the same, nothing is noted"
    assert rows_of(open_version(home, 1)) == before


def test_a_reading_that_fails_where_an_older_one_did_not_is_not_published(
    tmp_path: Path, sample_warc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path)
    build(home, "first", sample_warc)

    def faulty(page: Page, *others: Any, **more: Any) -> PageResult:
        raise ValueError(page.url)

    monkeypatch.setattr(extracting, "extract_page", faulty)
    monkeypatch.setattr(extract, "EXTRACTOR_VERSION", "next")
    failed = {r.name: r for r in audit_all(run_steps(home, "faulty", sample_warc)) if not r.passed}
    assert failed["rereading_loses_no_articles"].severity == "critical"


def test_newer_rules_that_make_the_same_rows_are_asked_once(
    tmp_path: Path, halves: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path)
    build(home, "first", halves[0])
    assert run_steps(home, "idle").stage.rows("revisions") == 0
    monkeypatch.setattr(rules, "HISTORY_VERSION", "next")
    run = run_steps(home, "derived anew")
    assert run.stage.rows("revisions") > 0
    assert publish_run(run).version is None
    assert run_steps(home, "idle again").stage.rows("revisions") == 0
    build(home, "more", halves[1])
    assert run_steps(home, "idle still").stage.rows("revisions") == 0

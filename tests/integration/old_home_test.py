"""Promises to who has a dataset already: an older home stays readable, and a newer schema only adds to it."""

import json
import tarfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project.core import schema
from dagster_project.core.columns import TEXT
from dagster_project.core.schema import TABLES, Column
from dagster_project.store.diff import compare, side_of
from dagster_project.store.home import Home
from dagster_project.store.lake import columns_of, open_lake, versions
from dagster_project.store.query import open_version
from dagster_project.store.reading_copy import write_reading_copy
from dagster_project.store.release.verify import verify_release
from dagster_project.store.release.write import write_release
from dagster_project.store.sql import statement
from tests.integration.support import build

pytestmark = pytest.mark.xdist_group("release")
STORED = Path(__file__).resolve().parents[1] / "fixtures" / "old_home.tar.xz"


@pytest.fixture
def old(tmp_path: Path) -> Home:
    with tarfile.open(STORED) as archive:
        archive.extractall(tmp_path, filter="data")
    home = Home.at(tmp_path / "home")
    write_reading_copy(home, versions(open_lake(home))[-1].snapshot_id)
    return home


def counted(home: Home, number: int) -> dict[str, int]:
    """Rows of each table of the version, as they are counted now."""
    version = open_version(home, number)
    names = [n for n in TABLES if n != "versions"]
    return {n: version.sql(f"select count(*) from {n}").fetchall()[0][0] for n in names}


def stated(home: Home, number: int) -> dict[str, int]:
    """Rows of each table of the version, as they were counted when it was published."""
    counts: dict[str, int] = json.loads(versions(open_lake(home))[number - 1].counts)
    return counts


def test_the_stored_home_is_older_than_the_schema(old: Home) -> None:
    lake = open_lake(old)
    held = {t: {r[0] for r in lake.execute(f"describe lake.{t}").fetchall()} for t in ("captures", "articles")}
    assert any(c.name not in held[t] for t in held for c in TABLES[t].columns)


def test_every_version_of_an_old_home_reads_as_it_was_published(old: Home) -> None:
    for number in (1, 2):
        wanted = stated(old, number)
        assert {n: c for n, c in counted(old, number).items() if n in wanted} == wanted
    one = open_version(old, 1).sql("select count(*) from articles where state = 'deleted'").fetchone()
    two = open_version(old, 2).sql("select count(*) from articles where state = 'deleted'").fetchone()
    assert (one, two) == ((0,), (1,))


def test_an_old_version_can_be_compared_and_released(old: Home, tmp_path: Path) -> None:
    with compare(side_of(old, "1"), side_of(old, "2")) as both:
        assert len(both.erasures()) > 0
    assert verify_release(write_release(old, at=1, out=tmp_path / "out").folder) == []


def sums_of(home: Home) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """The sums that the newest version states, and those of its rows as they are counted now."""
    lake = open_lake(home)
    known: dict[str, list[int]] = json.loads(versions(lake)[-1].sums)
    asked = {n: statement("store/table_sums", table=f'lake."{n}"', columns=columns_of(TABLES[n])) for n in known}
    rows = {n: lake.execute(sql).fetchall()[0] for n, sql in asked.items()}
    return known, {n: [int(row[0]), *(int(v) % 2**128 for v in row[1:])] for n, row in rows.items()}


def test_a_build_on_an_old_home_adds_columns_and_leaves_its_versions_as_they_were(old: Home, tmp_path: Path) -> None:
    before = counted(old, 2)
    assert build(old, "now", *sorted(old.captures.glob("*.warc.gz"))).version == 3
    known, counted_now = sums_of(old)
    assert known == counted_now
    assert counted(old, 2) == before == {**before, **stated(old, 2)}
    fresh = Home.at(tmp_path / "fresh")
    build(fresh, "now", *sorted(old.captures.glob("*.warc.gz")))
    new, _ = sums_of(fresh)
    assert {n for n in known if known[n] != new[n]} <= {
        "captures"
    }  # its new columns stay empty until a page is read again


def test_a_column_that_a_newer_schema_brings_is_empty_in_what_is_there(
    old: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = TABLES["rejects"]
    newer = replace(table, columns=(*table.columns, Column("mood", TEXT, "How the page felt.", nullable=True)))
    monkeypatch.setattr(schema, "TABLES", {**TABLES, "rejects": newer})
    for name in ("lake", "publish", "reading_copy"):
        monkeypatch.setattr(f"dagster_project.store.{name}.TABLES", schema.TABLES)
    open_lake(old, read_only=False).close()
    open_lake(old, read_only=False).close()
    write_reading_copy(old, versions(open_lake(old))[-1].snapshot_id)
    for version in (open_version(old), open_version(old, 1)):
        assert version.sql("select count(mood) from rejects").fetchall() == [(0,)]
    assert len(open_version(old).sql("select * from rejects").fetchall()) == stated(old, 2)["rejects"]


def test_views_of_another_release_are_made_anew_when_they_are_asked(old: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def made_by_another_release() -> None:
        with duckdb.connect(str(old.reading_copy)) as connection:
            connection.execute("drop view if exists drift")
        marker = old.root / "home.json"
        noted = json.loads(marker.read_text(encoding="utf-8"))
        marker.write_text(json.dumps({**noted, "views": "another's"}), encoding="utf-8")

    made_by_another_release()
    assert open_version(old).sql("select count(asked) from drift").fetchone() is not None
    made_by_another_release()
    monkeypatch.setattr("dagster_project.store.query.write_reading_copy", refuse)
    assert open_version(old).sql("select count(*) > 0 from articles").fetchone() == (True,)


def refuse(*_: object) -> None:
    """A home in which nothing can be written."""
    raise PermissionError("read-only")

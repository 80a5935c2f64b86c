"""Promises of comparing versions: what differs is named by its key, between versions and between releases."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli.main import cli
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.diff import compare, side_of
from dagster_project.store.home import Home
from dagster_project.store.query import open_version
from dagster_project.store.release.write import write_release

pytestmark = pytest.mark.xdist_group("release")
DELETED = "kcna.kp/5938237efdaab5129af5ec434914cc8a"


def test_rows_of_the_older_version_and_the_difference_are_the_rows_of_the_newer(grown: Home) -> None:
    old, new = open_version(grown, 1), open_version(grown, 2)
    with compare(side_of(grown, "1"), side_of(grown, "2")) as both:
        for count in both.counts():
            sql = f"select count(*) from {count.table}"
            (before,), (after,) = old.sql(sql).fetchall()[0], new.sql(sql).fetchall()[0]
            assert before + count.added - count.removed == after, count.table
        changed = {key for how, key in both.rows("articles") if how == "changed"}
    rows = [dict(c.sql("select article_id, hash(a) from articles as a").fetchall()) for c in (old, new)]
    assert changed == {k for k in rows[0] if rows[1].get(k) != rows[0][k]} and DELETED in changed


def test_the_other_way_round_what_was_added_is_removed(grown: Home) -> None:
    with compare(side_of(grown, "2"), side_of(grown, "1"), "revisions") as both:
        assert [how for how, *_ in both.rows("revisions")] == ["removed", "removed"]


def test_a_version_does_not_differ_from_its_own_release(grown: Home, tmp_path: Path) -> None:
    folder = write_release(grown, out=tmp_path).folder
    with compare(side_of(grown, "2"), side_of(grown, str(folder))) as both:
        assert not [count for count in both.counts() if count.any] and not both.schema()


def test_against_a_release_without_text_only_what_both_have_is_compared(grown: Home, tmp_path: Path) -> None:
    folder = write_release(grown, without_text=True, out=tmp_path).folder
    with compare(side_of(grown, "2"), side_of(grown, str(folder))) as both:
        assert not [count for count in both.counts() if count.any]
        assert "column articles.body: taken out" in both.schema()


def test_the_erasures_between_two_versions_are_told(grown: Home) -> None:
    with compare(side_of(grown, "1"), side_of(grown, "2")) as both:
        told = {(e.party_id, e.article_id, e.kind) for e in both.erasures()}
    known = open_version(grown).sql("select party_id, article_id, kind from erasures").fetchall()
    assert told == set(known) and len(told) == 6


def test_the_command_prints_keys_as_json(grown: Home) -> None:
    ran = CliRunner().invoke(cli, ["diff", "1", "2", "--table", "revisions", "--json", "--home", str(grown.root)])
    assert ran.exit_code == 0, ran.output
    facts = json.loads(ran.output)
    assert {"difference": "added", "key": {"article_id": DELETED, "revision": 2}} in facts["tables"]["revisions"][
        "rows"
    ]


@pytest.mark.parametrize("name", ["7", "2020.01.01", "nowhere"])
def test_a_side_that_is_not_there_is_named(grown: Home, name: str) -> None:
    with pytest.raises(PalimpsestError, match=name):
        side_of(grown, name)


def test_a_table_that_is_not_there_is_named(grown: Home) -> None:
    ran = CliRunner().invoke(cli, ["diff", "1", "2", "--table", "moods", "--home", str(grown.root)])
    assert isinstance(ran.exception, PalimpsestError) and "moods: is no table" in str(ran.exception)


def test_a_folder_without_a_release_is_refused(grown: Home, tmp_path: Path) -> None:
    with pytest.raises(PalimpsestError, match="holds no release"):
        side_of(grown, str(tmp_path))

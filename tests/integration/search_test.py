"""Full-text search: what is found is what the asked version says, however far the index lags."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dagster_project.cli.query import query
from dagster_project.cli.search import search as search_command
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.search import find_spans, parse_search
from dagster_project.store import search, search_index
from dagster_project.store.home import Home
from dagster_project.store.marts import NAMING, store_models
from dagster_project.store.query import open_version
from dagster_project.store.search import Hit, Wanted, hit_table
from dagster_project.store.search_index import index_path, update_index

pytestmark = pytest.mark.xdist_group("release")
DELETED = "kcna.kp/5938237efdaab5129af5ec434914cc8a"
EDITED = "kcna.kp/c1d8ae6cfb3b6b1cc7d95f4259339a83"


@pytest.fixture(scope="module")
def home(grown: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the home of two versions, with an index."""
    root = tmp_path_factory.mktemp("search") / "home"
    shutil.copytree(grown.root, root)
    return Home.at(root)


def find(home: Home, *words: str, version: int | None = None, limit: int = 1000, **more: Any) -> list[Hit]:
    with open_version(home, version) as dataset:
        update_index(home, dataset, version)
        return search.search(home, dataset, Wanted(parse_search(*words), **more), limit)


def ids(hits: list[Hit]) -> list[str]:
    return [hit.article_id for hit in hits]


@pytest.mark.parametrize("words", ["paper", "sample delegations", "pyongyang", "the", "sinhung county", "견본"])
def test_what_is_found_is_what_a_scan_of_the_texts_finds(home: Home, words: str) -> None:
    asked = parse_search(words)
    with open_version(home) as dataset:
        rows = dataset.sql("select article_id, title, body from articles where state = 'live'").fetchall()
    wanted = {article for article, title, body in rows if find_spans(title, asked) or find_spans(body, asked)}
    found = find(home, words)
    assert set(ids(found)) == wanted and wanted
    days = [hit.published_on or date.min for hit in found]
    assert days == sorted(days, reverse=True)


def test_words_that_were_cut_or_deleted_are_found_where_all_that_was_ever_said_is_asked(home: Home) -> None:
    assert ids(find(home, "Ri Hyang Ok")) == [] and ids(find(home, "foresees")) == []
    (edited,) = find(home, "Ri Hyang Ok", ever=True)
    (deleted,) = find(home, "foresees", ever=True)
    assert (edited.article_id, edited.revision, edited.state, edited.current) == (EDITED, 1, "live", False)
    assert (deleted.article_id, deleted.state, deleted.current) == (DELETED, "deleted", False)


def test_an_older_version_is_searched_as_it_was(home: Home) -> None:
    assert ids(find(home, "Ri Hyang Ok", version=1)) == [EDITED]
    assert ids(find(home, "foresees", version=1)) == [DELETED]
    assert ids(find(home, "Ri Hyang Ok", version=2)) == []


def test_party_site_and_days_narrow_a_search(home: Home) -> None:
    every = find(home, "sample")
    with open_version(home) as dataset:
        naming = {
            row[0]
            for row in dataset.sql(
                "select m.article_id from mentions m join articles a on a.article_id = m.article_id "
                "and a.revisions = m.revision where party_id = 'country:RUS'"
            ).fetchall()
        }
    assert set(ids(find(home, "sample", party="country:RUS"))) == naming & set(ids(every)) != set()
    assert {hit.site for hit in find(home, "sample", site="kcna.kp")} == {"kcna.kp"}
    first, last = date(2012, 5, 12), date(2012, 5, 14)
    within = find(home, "sample", since=first, until=last)
    assert ids(within) == [h.article_id for h in every if h.published_on and first <= h.published_on <= last] and within
    assert ids(find(home, "sample", limit=3)) == ids(every)[:3]


@pytest.mark.parametrize("few", [0, 2_000])
def test_a_search_within_a_party_is_the_same_from_what_is_stored_by_party(
    grown: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    shutil.copytree(grown.root, tmp_path / "home")
    home = Home.at(tmp_path / "home")
    monkeypatch.setattr(search, "FEW_ARTICLES", few)

    def answers() -> list[list[Hit]]:
        asked: tuple[dict[str, Any], ...] = ({}, {"ever": True}, {"version": 1}, {"limit": 2}, {"site": "kcna.kp"})
        parties = ("country:RUS", "country:PRK", "person:Nobody At All")
        return [find(home, "sample", party=party, **more) for party in parties for more in asked]

    computed = answers()
    store_models(home)
    (stored,) = home.marts.glob(f"*/{NAMING}.parquet")
    assert answers() == computed and computed[0] and not computed[-1]
    stored.write_bytes(b"not read where other rows are asked")
    assert find(home, "sample", party="country:RUS", ever=True) == computed[1]
    assert find(home, "sample", party="country:RUS", version=1) == computed[2]


def test_words_are_found_by_how_they_begin(home: Home) -> None:
    for begin in ("s*", "sa*", "sam*", "samp*"):
        found = ids(find(home, begin))
        assert set(ids(find(home, "sample"))) <= set(found)


def test_an_index_of_another_shape_is_made_anew(grown: Home, tmp_path: Path) -> None:
    shutil.copytree(grown.root, tmp_path / "home")
    home = Home.at(tmp_path / "home")
    found = find(home, "paper")
    with closing(sqlite3.connect(index_path(home))) as older:
        older.execute("drop table words")
        older.execute("create virtual table words using fts5(title, body, content = '')")
        older.execute("pragma user_version = 0")
        older.commit()
    assert find(home, "paper") == found != []
    with closing(sqlite3.connect(index_path(home))) as anew:
        assert anew.execute("pragma user_version").fetchone() == (search_index.SHAPE,)
        assert "prefix" in anew.execute("select sql from sqlite_master where name = 'words'").fetchone()[0]


def test_the_index_follows_new_versions_and_reads_only_what_is_new(grown: Home, tmp_path: Path) -> None:
    shutil.copytree(grown.root, tmp_path / "home")
    home = Home.at(tmp_path / "home")
    with open_version(home, 1) as older:
        first = update_index(home, older, 1)
        assert update_index(home, older, 1) == 0
    with open_version(home) as newest:
        assert 0 < update_index(home, newest) < first
        assert ids(search.search(home, newest, Wanted(parse_search("foresees")), 10)) == []


def test_an_update_that_is_cut_off_leaves_the_index_whole(
    grown: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(grown.root, tmp_path / "home")
    home = Home.at(tmp_path / "home")
    add, count = search_index._add_text, 0

    def failing(*arguments: Any) -> bool:
        nonlocal count
        count += 1
        if count == 20:
            raise KeyboardInterrupt
        return add(*arguments)

    monkeypatch.setattr(search_index, "_add_text", failing)
    with open_version(home) as dataset, pytest.raises(KeyboardInterrupt):
        update_index(home, dataset)
    with sqlite3.connect(index_path(home)) as left:
        assert left.execute("select count(*) from texts").fetchone() == (0,)
    monkeypatch.undo()
    assert find(home, "paper") == find(Home.at(home.root), "paper") != []
    assert len(set(ids(find(home, "sample")))) == len(find(home, "sample"))


def test_a_damaged_index_says_what_to_do(grown: Home, tmp_path: Path) -> None:
    shutil.copytree(grown.root, tmp_path / "home")
    home = Home.at(tmp_path / "home")
    index_path(home).write_bytes(b"no database at all" * 500)
    with pytest.raises(PalimpsestError, match="delete it and search again"):
        find(home, "paper")


def test_common_words_are_looked_up_in_batches(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ids(find(home, "sample", ever=True))
    monkeypatch.setattr(search, "BATCH", 2)
    assert ids(find(home, "sample", ever=True)) == whole and len(whole) > 20
    assert ids(find(home, "sample", ever=True, limit=5)) == whole[:5]


def test_hits_are_a_table_in_sql(home: Home) -> None:
    with open_version(home) as dataset:
        update_index(home, dataset)
        table = hit_table(home, dataset, Wanted(parse_search("floral basket")))
    assert table["article_id"].to_pylist() == sorted(ids(find(home, "floral basket")))
    sql = "select article_id, title from hits join articles using (article_id, published_on) order by 1"
    arguments = [sql, "--search", "floral basket", "--format", "json", "--home", str(home.root)]
    rows = json.loads(CliRunner().invoke(query, arguments, catch_exceptions=False).stdout)
    assert [row["article_id"] for row in rows] == table["article_id"].to_pylist() and all(row["title"] for row in rows)


def test_the_command_shows_day_title_address_and_marked_words(home: Home) -> None:
    asked = CliRunner().invoke(search_command, ["Floral basket", "--home", str(home.root)], catch_exceptions=False)
    assert "2026-01-17" in asked.output and "«Floral Basket»" in asked.output and "2 articles" in asked.output
    rows = json.loads(CliRunner().invoke(search_command, ["floral basket", "--json", "--home", str(home.root)]).stdout)
    assert all(row["url"].startswith("http") for row in rows)
    assert {row["snippet"][a:b].lower() for row in rows for a, b in row["spans"]} == {"floral basket"}
    gone = CliRunner().invoke(search_command, ["foresees", "--ever", "--home", str(home.root)])
    assert "deleted since" in gone.output

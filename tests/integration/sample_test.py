"""The sample, from its archive to a published version, against what is known to be in it."""

import io
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.query import open_version
from tests.integration.support import audit_all, build, run_steps
from tests.sample.compose import Archive, sample

pytestmark = pytest.mark.xdist_group("sample")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Home:
    home = Home.at(tmp_path_factory.mktemp("sample") / "home")
    assert build(home, "first", sample_warc).version == 1
    return home


@pytest.fixture
def dataset(built: Home) -> duckdb.DuckDBPyConnection:
    return open_version(built)


def test_the_committed_sample_is_what_the_composer_makes(sample_warc: Path, truth: dict[str, Any]) -> None:
    captures, known = sample()
    stream = io.BytesIO()
    archive = Archive(stream)
    for capture in captures:
        archive.add(capture)
    assert stream.getvalue() == sample_warc.read_bytes()
    assert known.articles == truth["articles"]


def test_every_capture_has_the_outcome_that_its_page_deserves(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    rows = dataset.execute("select url, strftime(captured_at, '%Y-%m-%dT%H:%M:%SZ'), outcome from captures").fetchall()
    assert sorted(rows) == sorted((c["url"], c["at"], c["outcome"]) for c in truth["captures"])


def test_every_reject_has_its_reason(dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]) -> None:
    found = dict(dataset.execute("select url, reason from rejects join captures using (capture_id)").fetchall())
    wanted = {c["url"]: c["reason"] for c in truth["captures"] if c["outcome"] == "reject"}
    assert found.keys() == wanted.keys()
    assert {u: r for u, r in found.items() if wanted[u] != "broken"} == {
        u: r for u, r in wanted.items() if r != "broken"
    }


def test_titles_bodies_days_and_datelines_are_right_to_the_character(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    rows = dataset.execute(
        "select a.article_id, a.title, a.body, a.published_on::varchar, a.revisions, d.place from articles as a left join datelines as d "
        "on a.article_id = d.article_id and a.revisions = d.revision and d.ordinal = 1"
    ).fetchall()
    found = {row[0]: {"title": row[1], "body": row[2], "published_on": row[3], "revisions": row[4]} for row in rows}
    wanted = {
        k: {n: v[n] for n in ("title", "body", "published_on", "revisions")} for k, v in truth["articles"].items()
    }
    assert found.keys() == wanted.keys()
    assert found == wanted
    places = {row[0]: row[5] for row in rows}
    for article_id, article in truth["articles"].items():
        if article["dateline"] and article.get("state") != "deleted":
            assert places[article_id] == article["dateline"]


def test_languages_are_told_and_parties_of_other_languages_left_empty(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    found = dict(dataset.execute("select article_id, language from articles").fetchall())
    assert found == {k: v.get("language", "en") for k, v in truth["articles"].items()}
    assert dataset.execute(
        "select count(*) from mentions join articles using (article_id) where language <> 'en'"
    ).fetchone() == (0,)


def test_edits_deletions_and_erasures_are_exactly_those_that_were_made(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    assert (
        dict(
            dataset.execute("select article_id, kind from changes where kind not in ('deleted', 'restored')").fetchall()
        )
        == truth["edited"]
    )
    assert [
        a for (a,) in dataset.execute("select article_id from articles where state = 'deleted'").fetchall()
    ] == truth["deleted"]
    persons = dataset.execute(
        "select article_id, party_id, kind from erasures where party_id like 'person:%'"
    ).fetchall()
    assert sorted(persons) == sorted(tuple(row) for row in truth["erased"])


def test_the_same_story_on_two_sites_has_one_story_id(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    stories = dict(dataset.execute("select article_id, story_id from articles").fetchall())
    for one, other in truth["same_story"]:
        assert stories[one] == stories[other]


def test_offices_lists_and_wordings_follow_from_what_the_articles_say(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    article_id, cut, _ = truth["erased"][0]
    day = truth["articles"][article_id]["published_on"]
    office = "select role, affiliation, first_seen::varchar from person_roles where person_id = ?"
    bureau = ("director", "sample bridge bureau", day)
    assert dataset.execute(office, [cut]).fetchall() == [bureau], "the office that was cut counts"
    together = "select other_id from co_attendance where person_id = ? union select person_id from co_attendance where other_id = ?"
    beside = {row[0] for row in dataset.execute(together, [cut, cut]).fetchall()}
    assert beside == {"person:Kang Il Su", "person:Pak Chol Gil"}
    own = {key: a["body"] for key, a in truth["articles"].items() if "Lao People's Democratic Republic" in a["body"]}
    stance = "select sum(articles) from naming_stance where words = 'Lao People''s Democratic Republic'"
    stories = "select count(distinct story_id) from articles where list_contains(?, article_id) and language = 'en'"
    (found,), (wanted,) = dataset.execute(stance).fetchall()[0], dataset.execute(stories, [sorted(own)]).fetchall()[0]
    assert found == wanted > 0


def test_a_listing_gives_sightings_in_page_order(dataset: duckdb.DuckDBPyConnection) -> None:
    rows = dataset.execute(
        "select s.position, s.article_id, s.title, s.teaser, s.listed_on from sightings as s join captures as c using (capture_id) "
        "where c.outcome = 'listing' order by s.position"
    ).fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1)) and len(rows) == 24
    assert all(row[1] and row[2] and row[3] and row[4] for row in rows)


def test_captures_are_articles_and_listings_and_not_found_and_rejects(dataset: duckdb.DuckDBPyConnection) -> None:
    counts = dict(dataset.execute("select outcome, count(*) from captures group by outcome").fetchall())
    total = dataset.execute("select count(*) from captures").fetchone()
    assert total == (sum(counts.values()),)
    assert dataset.execute("select count(*) from rejects").fetchone() == (counts["reject"],)


def test_building_twice_publishes_nothing_the_second_time(built: Home, sample_warc: Path) -> None:
    before = versions(open_lake(built))
    assert build(built, "again", sample_warc).version is None
    assert versions(open_lake(built)) == before


def test_the_audit_holds_for_the_sample(tmp_path: Path, sample_warc: Path) -> None:
    run = run_steps(Home.at(tmp_path), "audited", sample_warc)
    results = audit_all(run)
    assert [r.as_line() for r in results if not r.passed and r.severity == "critical"] == []
    assert not any(r.error for r in results)


def test_worker_processes_make_the_same_version(
    built: Home, tmp_path: Path, sample_warc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.pipeline.run.PAGES_WORTH_A_POOL", 1)
    home = Home.at(tmp_path)
    build(home, "pooled", sample_warc, workers=2)
    assert versions(open_lake(home))[-1].digest == versions(open_lake(built))[-1].digest


def test_captures_that_come_in_another_order_make_the_same_history(built: Home, tmp_path: Path) -> None:
    captures, _ = sample()
    home = Home.at(tmp_path / "home")
    for number, part in enumerate((captures[40:], captures[:20], captures[20:40])):
        archive = tmp_path / f"{number}.warc.gz"
        with archive.open("wb") as stream:
            writer = Archive(stream)
            for capture in part:
                writer.add(capture)
        build(home, f"part{number}", archive)
    for table in ("articles", "revisions", "changes", "erasures", "mentions", "datelines"):
        one, other = (open_version(h).execute(f"select * from {table} order by all").fetchall() for h in (built, home))
        assert one == other, table

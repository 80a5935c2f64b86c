"""Promises of the store: archives are taken over whole, publishing is one step, readers are confined."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES
from dagster_project.store.capture_index import index_folder, index_missing, index_warc
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.payload_reader import PayloadReader
from dagster_project.store.publish import Published, publish
from dagster_project.store.query import open_version, run_query
from dagster_project.store.reading_copy import ensure_reading_copy
from dagster_project.store.staging import Stage, rows_to_table
from dagster_project.store.warc import read_responses
from dagster_project.store.warc_files import adopt, write_responses
from dagster_project.store.warc_records import Fetched

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def fetched(number: int) -> Fetched:
    return Fetched(
        f"http://example.org/{number}", NOON, 200, "OK", (("Content-Type", "text/html"),), b"<p>%d</p>" % number
    )


@pytest.fixture
def place(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home")
    home.prepare()
    return home


def stage_rejects(home: Home, run: str, *reasons: str) -> Stage:
    """A run that has staged a capture and a reject for each of REASONS."""
    stage = Stage(home, run)
    ids = [f"{reason:0<32}" for reason in reasons]
    captures = [
        (
            i,
            "http://example.org/",
            "example.org",
            NOON,
            200,
            None,
            "0" * 64,
            1,
            "a.warc.gz",
            0,
            "reject",
            None,
            0,
            None,
            None,
            None,
            "x/1",
        )
        for i in ids
    ]
    stage.write("captures", "0", rows_to_table("captures", captures))
    stage.write(
        "rejects", "0", rows_to_table("rejects", [(i, "layout", r, "none") for i, r in zip(ids, reasons, strict=True)])
    )
    return stage


def publish_stage(home: Home, stage: Stage) -> Published:
    done = publish(home, stage, message="test", author="tester", code_version="0", rules="{}", now=NOON)
    if done.snapshot_id is not None:
        ensure_reading_copy(home, done.snapshot_id, fresh=done.version is not None)
    return done


def test_same_responses_give_the_same_file(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    one = write_responses([fetched(1), fetched(2)], first)
    two = write_responses([fetched(1), fetched(2)], second)
    assert one is not None and two is not None
    assert one.name == two.name and one.read_bytes() == two.read_bytes()


def test_a_stored_response_is_read_back_by_its_offset(place: Home) -> None:
    warc = write_responses([fetched(n) for n in range(5)], place.captures)
    assert warc is not None
    found = {r.url: r.offset for r in read_responses(warc)}
    with PayloadReader(place.captures) as reader:
        assert reader.payload(warc.name, found["http://example.org/3"]) == b"<p>3</p>"


def test_an_archive_adopted_twice_lies_there_once(place: Home, tmp_path: Path) -> None:
    source = write_responses([fetched(1)], tmp_path)
    assert source is not None
    assert adopt(source, place.captures) == adopt(source, place.captures)
    assert len(list(place.captures.glob("*.warc.gz"))) == 1


@pytest.mark.parametrize("compress", [False, True])
def test_an_archive_without_a_member_a_record_is_rewritten_so_that_records_can_be_found(
    place: Home, tmp_path: Path, compress: bool
) -> None:
    source = write_responses([fetched(n) for n in range(4)], tmp_path)
    assert source is not None
    plain = gzip.decompress(source.read_bytes())
    other = tmp_path / ("one-member.warc.gz" if compress else "plain.warc")
    other.write_bytes(gzip.compress(plain) if compress else plain)
    warc = adopt(other, place.captures)
    assert index_warc(place, warc) == 4
    row = pq.read_table(index_folder(place) / f"{warc.name.removesuffix('.warc.gz')}.parquet").to_pylist()[2]
    with PayloadReader(place.captures) as reader:
        assert reader.payload(row["payload_file"], row["payload_offset"]) == b"<p>2</p>"


def test_a_truncated_archive_gives_what_lies_before_the_damage(place: Home, tmp_path: Path) -> None:
    source = write_responses([fetched(n) for n in range(50)], tmp_path)
    assert source is not None
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(source.read_bytes()[:-200])
    notes: list[str] = []
    assert index_warc(place, adopt(cut, place.captures), notes.append) >= 48


def test_a_file_that_is_no_archive_is_refused_in_one_line(place: Home, tmp_path: Path) -> None:
    wrong = tmp_path / "photo.warc.gz"
    wrong.write_bytes(b"\x1f\x8bnot at all")
    with pytest.raises(PalimpsestError, match="holds no WARC record"):
        adopt(wrong, place.captures)


def test_the_index_is_rebuilt_from_the_archives(place: Home) -> None:
    warc = write_responses([fetched(1)], place.captures)
    assert warc is not None
    index_missing(place)
    first = pq.read_table(index_folder(place))
    for file in index_folder(place).glob("*.parquet"):
        file.unlink()
    index_missing(place)
    assert pq.read_table(index_folder(place)).equals(first)


def test_publishing_the_same_rows_again_makes_no_version(place: Home) -> None:
    assert publish_stage(place, stage_rejects(place, "one", "a", "b")).version == 1
    assert publish_stage(place, stage_rejects(place, "two", "a", "b")).version is None
    assert publish_stage(place, stage_rejects(place, "three", "b", "c")).version == 2


def test_an_older_version_reads_as_it_did(place: Home) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    publish_stage(place, stage_rejects(place, "two", "b"))
    count = "select count(*) from rejects"
    assert [run_query(open_version(place, at), count).fetchone() for at in (1, 2, None)] == [(1,), (2,), (2,)]
    with pytest.raises(PalimpsestError, match="version 3: is not known"):
        open_version(place, 3)


def test_an_older_version_reads_as_it_did_though_later_ones_took_more_rows_out_of_the_same_file(place: Home) -> None:
    publish_stage(place, stage_rejects(place, "one", "a", "b", "c"))
    for run, reason in (("two", "a"), ("three", "b"), ("four", "c")):
        stage = stage_rejects(place, run, reason)
        stage.write("rejects", "0", rows_to_table("rejects", [(f"{reason:0<32}", "layout", f"new {reason}", "none")]))
        publish_stage(place, stage)
    ask = "select reason from rejects order by capture_id"
    read = [[r for (r,) in run_query(open_version(place, at), ask).fetchall()] for at in (1, 2, 3, 4, None)]
    last = ["new a", "new b", "new c"]
    assert read == [["a", "b", "c"], ["new a", "b", "c"], ["new a", "new b", "c"], last, last]


def test_the_digest_depends_on_the_rows_and_not_on_the_way_to_them(tmp_path: Path) -> None:
    digests = []
    for name, runs in (("x", [("a",), ("b",)]), ("y", [("b", "a")]), ("z", [("a",), ("a", "b")])):
        home = Home.at(tmp_path / name)
        home.prepare()
        for number, reasons in enumerate(runs):
            publish_stage(home, stage_rejects(home, str(number), *reasons))
        digests.append(versions(open_lake(home))[-1].digest)
    assert len(set(digests)) == 1


def test_replaced_rows_are_gone_from_the_reading_copy(place: Home) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    stage = stage_rejects(place, "two", "a")
    stage.write("rejects", "0", rows_to_table("rejects", [("a".ljust(32, "0"), "layout", "other", "none")]))
    publish_stage(place, stage)
    assert run_query(open_version(place), "select reason from rejects").fetchall() == [("other",)]


def test_the_reading_copy_opens_in_plain_duckdb_with_every_table_described(place: Home) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    with duckdb.connect(str(place.reading_copy), read_only=True) as plain:
        described = {
            name
            for name, comment in plain.execute(
                "select view_name, comment from duckdb_views() where not internal"
            ).fetchall()
            if comment
        }
        assert set(TABLES) <= described


def test_a_query_reaches_nothing_but_the_dataset(place: Home, tmp_path: Path) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    connection = open_version(place)
    for sql in (
        f"from '{secret}'",
        f"copy rejects to '{tmp_path}/x.csv'",
        "set enable_external_access = true",
        "create table t (a int)",
    ):
        with pytest.raises(PalimpsestError):
            run_query(connection, sql)


def test_a_home_that_has_moved_is_published_to_and_read_again(place: Home, tmp_path: Path) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    moved = Home.at(place.root.rename(tmp_path / "moved"))
    assert run_query(open_version(moved), "select count(*) from rejects").fetchone() == (1,)
    assert publish_stage(moved, stage_rejects(moved, "two", "b")).version == 2


def test_a_run_that_was_killed_between_publishing_and_the_reading_copy_is_made_up_for_by_the_next(place: Home) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    later = stage_rejects(place, "two", "b")
    publish(place, later, message="test", author="tester", code_version="0", rules="{}", now=NOON)
    with duckdb.connect(str(place.reading_copy), read_only=True) as stale:
        assert stale.execute("select count(*) from rejects").fetchall() == [(1,)]
    assert publish_stage(place, Stage(place, "three")).version is None
    with duckdb.connect(str(place.reading_copy), read_only=True) as copy:
        assert copy.execute("select count(*) from rejects").fetchall() == [(2,)]


def test_a_home_of_a_newer_schema_is_refused(place: Home) -> None:
    (place.root / "home.json").write_text(json.dumps({"schema_version": 999}), encoding="utf-8")
    with pytest.raises(PalimpsestError, match="schema 999"):
        place.prepare()


def test_bad_sql_is_one_line(place: Home) -> None:
    publish_stage(place, stage_rejects(place, "one", "a"))
    with pytest.raises(PalimpsestError) as caught:
        run_query(open_version(place), "selct 1")
    assert "\n" not in str(caught.value)

"""The derived tables of history, asked of a few invented rows."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dagster_project.core.schema import TABLES

SQL = Path(__file__).parents[3] / "sql"
START = datetime(2024, 1, 1, 20, tzinfo=UTC)  # the next day already in Pyongyang, and wherever the reader may be east
_EMPTY: Mapping[str, Any] = {"int32": 1, "int64": 1, "double": 0.5, "bool": True, "string": "x", "date32[day]": None}


class Lake:
    """The tables of the registry in memory; a row needs only the columns that matter to a test."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'Pacific/Auckland'")
        for name, table in TABLES.items():
            empty = table.arrow_schema().empty_table()
            self.connection.register("empty", empty)
            self.connection.execute(f"create table {name} as select * from empty")

    def add(self, name: str, /, **values: object) -> None:
        schema = TABLES[name].arrow_schema()
        row = {}
        for column in schema:
            default = START if pa.types.is_timestamp(column.type) else _EMPTY.get(str(column.type))
            row[column.name] = values.pop(column.name, None if column.nullable else default)
        assert not values, values
        self.connection.register("added", pa.Table.from_pylist([row], schema))
        self.connection.execute(f"insert into {name} select * from added")

    def ask(self, model: str) -> list[dict[str, Any]]:
        found = self.connection.execute((SQL / "models" / f"{model}.sql").read_text(encoding="utf-8")).to_arrow_table()
        return sorted(found.to_pylist(), key=str)

    def article(self, number: int, day: date, *changes: str, state: str = "live") -> str:
        """An article of that day with revisions of these kinds, an hour apart."""
        article_id = f"kcna.kp/{number:04d}"
        changes = changes or ("created",)
        self.add(
            "articles",
            article_id=article_id,
            story_id=article_id,
            site="kcna.kp",
            published_on=day,
            state=state,
            revisions=len(changes),
            language="en",
            paragraphs=[],
            notes=[],
        )
        for n, change in enumerate(changes, 1):
            self.add(
                "revisions",
                article_id=article_id,
                revision=n,
                change=change,
                first_captured_at=START + timedelta(hours=n),
            )
        return article_id

    def mention(self, article_id: str, revision: int, party_id: str) -> None:
        self.add("mentions", article_id=article_id, revision=revision, party_id=party_id)

    def erase(self, article_id: str, party_id: str, to_revision: int, kind: str = "edited_out") -> None:
        self.add("erasures", article_id=article_id, party_id=party_id, to_revision=to_revision, kind=kind)

    def party(self, party_id: str) -> None:
        self.add("parties", party_id=party_id, name=party_id.partition(":")[2], type=party_id.partition(":")[0])


@pytest.fixture
def lake() -> Iterator[Lake]:
    made = Lake()
    with contextlib.closing(made.connection):
        yield made


PAK, RI = "person:Pak Chol Min", "person:Ri Kum Hyok"
DAY = date(2024, 1, 2)


def test_the_erasure_report_counts_articles_edited_deleted_and_named_again(lake: Lake) -> None:
    lake.party(PAK)
    edited = lake.article(1, DAY, "created", "edited")
    deleted = lake.article(2, DAY, "created", "deleted", state="deleted")
    again = lake.article(3, DAY, "created", "edited", "edited")
    kept = lake.article(4, DAY)
    for article_id in (edited, deleted, again, kept):
        lake.mention(article_id, 1, PAK)
    lake.mention(again, 3, PAK)
    lake.erase(edited, PAK, 2)
    lake.erase(deleted, PAK, 2, "deleted")
    lake.erase(again, PAK, 2)
    (row,) = lake.ask("erasure_report")
    assert row == {
        "party_id": PAK,
        "name": "Pak Chol Min",
        "type": "person",
        "articles_edited": 2,
        "articles_deleted": 1,
        "articles_named_again": 1,
        "articles_named": 4,
        "share_erased": 0.75,
        "first_erased_on": date(2024, 1, 1),
        "last_erased_on": date(2024, 1, 1),
    }


def test_a_party_vanishes_that_was_named_often_and_is_not_named_any_more(lake: Lake) -> None:
    lake.party(PAK)
    lake.party(RI)
    for n in range(300):
        article_id = lake.article(n, date(2023, 1, 1) + timedelta(days=n))
        lake.mention(article_id, 1, RI)
        if n <= 150 and n % 3 == 0:
            lake.mention(article_id, 1, PAK)
    (row,) = lake.ask("vanishing")
    assert (row["party_id"], row["articles_named"], row["articles_since"]) == (PAK, 51, 149)
    assert row["last_named_on"] == date(2023, 5, 31)
    assert 45 < row["articles_expected_since"] < 55


def test_who_was_cut_from_old_articles_only_has_not_vanished_from_new_ones(lake: Lake) -> None:
    lake.party(PAK)
    for n in range(200):
        lake.mention(lake.article(n, date(2023, 1, 1) + timedelta(days=n), "created", "edited"), 1, PAK)
    assert lake.ask("vanishing") == []


def test_rewritten_days_are_those_with_an_edit_or_a_deletion(lake: Lake) -> None:
    lake.article(1, DAY)
    lake.article(2, date(2024, 1, 3))
    edited = lake.article(3, date(2024, 1, 3), "created", "edited")
    lake.article(4, date(2024, 1, 3), "created", "deleted", "restored")
    lake.erase(edited, PAK, 2)
    (row,) = lake.ask("rewritten_days")
    assert row == {
        "site": "kcna.kp",
        "published_on": date(2024, 1, 3),
        "articles": 3,
        "articles_edited": 1,
        "articles_deleted": 1,
        "articles_gone": 0,
        "articles_with_erasures": 1,
        "share_rewritten": 0.6667,
        "last_changed_at": START + timedelta(hours=3),
    }


def test_site_days_count_what_was_asked_for_again(lake: Lake) -> None:
    def see(article_id: str, day: int, present: bool) -> None:
        lake.add(
            "observations",
            article_id=article_id,
            site="kcna.co.jp",
            present=present,
            notes=[],
            capture_id=f"{article_id} {day}",
            captured_at=START + timedelta(days=day),
        )

    page = "kcna.co.jp/20080909-02"
    for article_id in (f"{page}#1", f"{page}#2"):
        lake.add("articles", article_id=article_id, paragraphs=[], notes=[], site="kcna.co.jp")
        see(article_id, 0, True)
    see("kcna.co.jp/1", 0, True)
    see("kcna.co.jp/1", 5, True)
    see(page, 5, False)
    see(f"{page}#1", 9, True)
    rows = {r["day"]: (r["asked_live"], r["lost"], r["asked_gone"], r["returned"]) for r in lake.ask("site_days")}
    assert rows == {date(2024, 1, 6): (3, 2, 0, 0), date(2024, 1, 10): (0, 0, 1, 1)}


@pytest.mark.parametrize(
    ("changes", "offends"),
    [
        (("created", "edited", "deleted", "restored"), False),
        (("created", "restored"), True),
        (("edited",), True),
        (("created", "deleted", "edited"), True),
        (("created", "created"), True),
    ],
)
def test_deletions_and_returns_out_of_turn_are_found(lake: Lake, changes: tuple[str, ...], offends: bool) -> None:
    lake.article(1, DAY, *changes)
    lake.connection.execute("create view staged_revisions as select * from revisions")
    query = (SQL / "checks" / "deletions_and_returns_alternate.sql").read_text(encoding="utf-8")
    assert bool(lake.connection.execute(query).fetchall()) == offends


def test_a_purge_beyond_the_usual_names_the_party(lake: Lake) -> None:
    lake.connection.execute("create table lake_erasures as select * from erasures")
    for n in range(8):
        lake.erase(f"kcna.kp/{n}", PAK, 2)
        if n < 4:
            lake.erase(f"kcna.kp/{n}", RI, 2)
    lake.connection.execute("create view staged_erasures as select * from erasures")
    query = (SQL / "checks" / "erasures_are_usual.sql").read_text(encoding="utf-8")
    assert lake.connection.execute(query).fetchall() == [(PAK, 8, 0)]
    lake.connection.execute("insert into lake_erasures select * from erasures")
    assert lake.connection.execute(query).fetchall() == []

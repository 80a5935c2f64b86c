"""The derived tables of who is named, asked of a few invented rows."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.unit.history.models_test import Lake

DAY = date(2011, 1, 10)
TEA, MILL = "organization:tea bureau", "organization:paper mill"


@pytest.fixture
def lake() -> Lake:
    made = Lake()
    for party in (TEA, MILL, "person:A", "person:B", "person:C", "country:KOR"):
        made.party(party)
    return made


def office(lake: Lake, number: int, day: date, role: str, body: str | None = TEA, person: str = "person:A") -> None:
    article_id = lake.article(number, day)
    lake.add("roles", article_id=article_id, revision=1, person_id=person, role=role, affiliation_id=body)


def days(count: int) -> date:
    return DAY + timedelta(days=count)


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("role", "affiliation_id", "held_from", "held_to", "first_seen", "last_seen", "articles")
    return sorted((tuple(row[n] for n in names) for row in rows), key=lambda r: (r[4], str(r)))


def test_an_office_lasts_from_the_first_article_that_gives_it_to_the_next_office_there(lake: Lake) -> None:
    office(lake, 1, days(0), "Director")
    office(lake, 2, days(9), "director")
    office(lake, 3, days(40), "chairman")
    assert told(lake.ask("person_roles")) == [
        ("director", TEA, None, days(40), days(0), days(9), 2),
        ("chairman", TEA, days(40), None, days(40), days(40), 1),
    ]


def test_two_offices_given_by_turns_are_held_at_once_and_those_of_other_bodies_are_apart(lake: Lake) -> None:
    office(lake, 1, days(0), "director")
    office(lake, 2, days(1), "secretary")
    office(lake, 3, days(2), "director")
    office(lake, 4, days(3), "secretary")
    office(lake, 5, days(9), "manager", MILL)
    office(lake, 6, days(9), "poet", None)
    rows = told(lake.ask("person_roles"))
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (role, None, None) for role in ("director", "secretary", "manager", "poet")
    ]


def test_who_comes_back_to_an_office_holds_it_twice(lake: Lake) -> None:
    for number, role in enumerate(("director", "deputy", "deputy", "director")):
        office(lake, number, days(number * 10), role)
    assert told(lake.ask("person_roles")) == [
        ("director", TEA, None, days(10), days(0), days(0), 1),
        ("deputy", TEA, days(10), days(30), days(10), days(20), 2),
        ("director", TEA, days(30), None, days(30), days(30), 1),
    ]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("ambassador", "Ambassador to the DPRK"),
        ("vice-chairman", "Vice Chairperson"),
        ("vice foreign minister", "vice-minister of Foreign Affairs"),
        ("deputy director", "vice director"),
    ],
)
def test_another_wording_of_an_office_is_no_other_office(lake: Lake, first: str, then: str) -> None:
    for number, role in enumerate((first, then, first)):
        office(lake, number, days(number * 10), role)
    assert sorted((row[2], row[3], row[6]) for row in told(lake.ask("person_roles"))) == [
        (None, None, 1),
        (None, None, 2),
    ]


def test_an_office_given_long_before_or_without_a_body_says_nothing_of_when_one_began(lake: Lake) -> None:
    office(lake, 1, days(0), "vice-president")
    office(lake, 2, days(93), "president")
    office(lake, 3, days(94), "poet", None)
    office(lake, 4, days(95), "printer", None)
    assert {(row[2], row[3]) for row in told(lake.ask("person_roles"))} == {(None, None)}


def test_who_attends_with_whom_is_counted_by_list_with_the_order_of_naming(lake: Lake) -> None:
    lists = ((1, "A", "B", "C"), (2, "B", "A"))
    for number, *persons in lists:
        article_id = lake.article(number, days(number), "created", "edited")
        for revision in (1, 2):
            for rank, person in enumerate(persons, 1):
                lake.add(
                    "attendance",
                    article_id=article_id,
                    revision=revision,
                    ordinal=rank,
                    list=1,
                    rank=rank,
                    person_id=f"person:{person}",
                )
    alone = lake.article(3, days(3))
    for number, person in ((1, "A"), (2, "B")):
        lake.add("attendance", article_id=alone, revision=1, list=number, rank=1, person_id=f"person:{person}")
    names = ("name", "other_name", "articles", "articles_before_other", "articles_after_other", "first_on", "last_on")
    rows = sorted(tuple(row[n] for n in names) for row in lake.ask("co_attendance"))
    assert rows == [
        ("A", "B", 2, 1, 1, days(1), days(2)),
        ("A", "C", 1, 1, 0, days(1), days(1)),
        ("B", "C", 1, 1, 0, days(1), days(1)),
    ]


def test_the_words_for_a_country_are_counted_by_month_in_the_text_that_stands(lake: Lake) -> None:
    def names(number: int, day: date, *surfaces: str, revision: int = 1, changes: tuple[str, ...] = ()) -> str:
        article_id = lake.article(number, day, *changes)
        for n, surface in enumerate(surfaces):
            lake.add(
                "mentions",
                article_id=article_id,
                revision=revision,
                mention_id=n,
                party_id="country:KOR",
                type="country",
                surface=surface,
            )
        return article_id

    names(1, date(2011, 1, 3), "south Korea", "south  Korea", "the South")
    names(2, date(2011, 1, 31), "puppet ROK")
    names(3, date(2011, 1, 9), "cut since", changes=("created", "edited"))
    names(4, date(2011, 2, 1), "puppet ROK")
    found = {
        (str(r["month"])[:7], r["words"]): (r["articles"], r["mentions"], r["share"]) for r in lake.ask("naming_stance")
    }
    assert found == {
        ("2011-01", "south Korea"): (1, 2, 0.5),
        ("2011-01", "the South"): (1, 1, 0.5),
        ("2011-01", "puppet ROK"): (1, 1, 0.5),
        ("2011-02", "puppet ROK"): (1, 1, 1.0),
    }

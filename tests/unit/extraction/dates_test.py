"""Days in all written forms, and days whose year something else gives."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.dates import (
    latest_day,
    misspelt_month,
    nearest_day,
    parse_any,
    parse_dmy,
    parse_long,
    parse_stamp,
    settle,
    url_days,
)
from tests.unit.extraction.support import kcna_page, read

DETAIL = "http://www.kcna.kp/en/article/detail/6fcc0f5ab67c050e2318fd77f9a78d57"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.kcna.kp (2025.12.14.)", date(2025, 12, 14)),
        ("www.kcna.kp (Juche113.3.9.)", date(2024, 3, 9)),
        ("[Juche113.7.20.]", date(2024, 7, 20)),
        ("Juche 113 (2024). 3. 9", date(2024, 3, 9)),
        ("주체113(2024)년 3월 9일", date(2024, 3, 9)),
        ("2023.3.13.", date(2023, 3, 13)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2024年7月13日", date(2024, 7, 13)),
    ],
)
def test_juche_and_gregorian_stamps_are_read_in_all_their_forms(text: str, expected: date) -> None:
    found = parse_stamp(text)
    assert found is not None
    assert found[0] == expected
    assert found[1] in text


@pytest.mark.parametrize(
    "text", ["Copyright (C) 2000-2024", "2023.02.29", "2024.13.01", "Juche113.2.30", "no date", "12345.1.1"]
)
def test_days_that_no_calendar_has_and_copyright_years_are_no_stamps(text: str) -> None:
    assert parse_stamp(text) is None


def test_day_month_year_is_never_read_as_month_day_year() -> None:
    assert parse_dmy("Date: 03/04/2021 |") == (date(2021, 4, 3), "03/04/2021")
    assert parse_dmy("Date: 13/31/2021") is None


@pytest.mark.parametrize(
    "text", ["May 10. 2012 Juche 101", "May 10, 2012", "10 May 2012", "May 10th, 2012", "May. 10 2012"]
)
def test_long_dates_are_read(text: str) -> None:
    found = parse_long(text)
    assert found is not None
    assert found[0] == date(2012, 5, 10)


@given(st.dates(date(1912, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_every_form_of_stamp(day: date) -> None:
    juche = day.year - 1911
    for text in (
        f"({day.year}.{day.month}.{day.day}.)",
        f"{day:%d/%m/%Y}" if day.year >= 1912 else "",
        f"{day:%B} {day.day}, {day.year}",
    ):
        found = parse_any(text) if day.year >= 1912 else None
        assert found is None or found[0] == day
    if juche >= 10:
        found = parse_stamp(f"(Juche{juche}.{day.month}.{day.day}.)")
        assert found is not None
        assert found[0] == day


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(-150, 150))
def test_the_nearest_such_day_is_found_across_year_ends_and_leap_days(issued: date, off: int) -> None:
    said = issued + timedelta(days=off)
    assert nearest_day(said.month, said.day, issued) == said


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 364))
def test_the_latest_such_day_is_never_after_the_capture(seen: date, back: int) -> None:
    said = seen - timedelta(days=back)
    found = latest_day(said.month, said.day, seen)
    assert found is not None
    assert found <= seen
    assert (found.month, found.day) == (said.month, said.day)
    assert (seen - found).days <= back


def test_29_february_goes_back_to_the_last_leap_year() -> None:
    assert latest_day(2, 29, date(2027, 3, 1)) == date(2024, 2, 29)
    assert nearest_day(2, 29, date(2024, 3, 1)) == date(2024, 2, 29)
    assert nearest_day(2, 29, date(2025, 9, 1)) is None


def detail(dateline: str, seen: datetime) -> tuple[date | None, str | None]:
    words = f"<p>{dateline} -- Words of an imagined report.</p>"
    html = f"<html><body><article><h1 class='text-center'>Title</h1>{words}</article></body></html>"
    article = read(html, DETAIL, seen=seen).articles[0]
    return article.published_on, article.published_from


def test_dateline_of_31_december_seen_on_1_january_is_last_year() -> None:
    assert detail("Pyongyang, December 31 (KCNA)", datetime(2026, 1, 1, 3, tzinfo=UTC)) == (
        date(2025, 12, 31),
        "dateline_inferred",
    )


def test_dateline_of_tomorrow_is_within_the_grace_for_time_zones() -> None:
    assert detail("Pyongyang, January 1 (KCNA)", datetime(2025, 12, 31, 16, tzinfo=UTC)) == (
        date(2026, 1, 1),
        "dateline_inferred",
    )


def test_dateline_two_days_ahead_is_last_years() -> None:
    assert detail("Pyongyang, January 3 (KCNA)", datetime(2026, 1, 1, 3, tzinfo=UTC))[0] == date(2025, 1, 3)


def test_a_page_without_any_date_has_none() -> None:
    html = "<html><body><article><h1 class='text-center'>Title</h1><p>Words without a day.</p></article></body></html>"
    assert read(html, DETAIL).articles[0].published_on is None


def test_disagreeing_dates_are_both_kept_and_the_more_trusted_holds() -> None:
    html = (
        "<html><body><h1 class='article-main-title'>T</h1><p>Date: 13/07/2024 | Source: x</p>"
        "<div class='article-content'><p>Pyongyang, July 12 (KCNA) -- Words.</p>"
        "<p>www.kcna.kp (2024.07.14.)</p></div></body></html>"
    )
    article = read(
        html, "https://kcnawatch.org/newstream/1752400800-1/x", seen=datetime(2024, 8, 1, tzinfo=UTC)
    ).articles[0]
    assert [(c.rule, c.date) for c in article.claims] == [
        ("page_date", date(2024, 7, 13)),
        ("stamp", date(2024, 7, 14)),
        ("dateline", date(2024, 7, 12)),
    ]
    assert (article.published_on, article.published_from) == (date(2024, 7, 13), "page_date")


def test_a_date_after_the_capture_is_passed_over_with_a_note() -> None:
    article = read(kcna_page("<p>Pyongyang, March 9 (KCNA) -- Words.</p>", stamp="(2042.03.09.)")).articles[0]
    assert article.published_on == date(2024, 3, 9)
    assert any(note.startswith("date_after_capture") for note in article.notes)


def test_the_number_in_a_mirrors_address_is_never_a_date() -> None:
    content = "<div class='article-content'><p>Words of an imagined report.</p></div>"
    html = f"<html><body><h1 class='article-main-title'>T</h1>{content}</body></html>"
    assert read(html, "https://kcnawatch.org/newstream/1700000000-1/x").articles[0].published_on is None


@pytest.mark.parametrize(
    ("url", "days"),
    [
        ("http://kcna.co.jp/item/2011/201112/news09/20111209-07ee.html", [date(2011, 12, 9)]),
        ("http://kcna.co.jp/item/2014/201404/news25/2014-0425-07ee.html", [date(2014, 4, 25)]),
        ("http://kcna.co.jp/item/2008/200809/news10/02.htm", [date(2008, 9, 10)]),
        ("http://kcna.co.jp/item/2008/200809/news09/02.htm", [date(2008, 9, 9), date(2008, 9, 2)]),
        ("http://kcna.co.jp/item/1998/9809/news09/23.htm#11", [date(1998, 9, 23), date(1998, 9, 9)]),
        ("http://kcna.co.jp/index.html", []),
    ],
)
def test_an_address_gives_every_day_that_it_can_stand_for(url: str, days: list[date]) -> None:
    assert [day for day, _ in url_days(url)] == days


def test_datelines_settle_which_day_an_address_stands_for() -> None:
    days = url_days("http://kcna.co.jp/item/2002/200206/news06/18.htm")
    assert settle(days, [(6, 18), (6, 17)]) == (date(2002, 6, 18), "item/2002/200206/news06/18.htm")
    assert settle(days, [(6, 6), (6, 5)]) == (date(2002, 6, 6), "item/2002/200206/news06/18.htm")
    assert settle((), [(6, 6)]) is None


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Aaugust", 8),
        ("Febuary", 2),
        ("Ocotber", 10),
        ("Septmber", 9),
        ("Smarch", None),
        ("Mat", None),
        ("Words", None),
    ],
)
def test_a_month_that_is_one_letter_off_is_still_that_month(word: str, month: int | None) -> None:
    assert misspelt_month(word) == month

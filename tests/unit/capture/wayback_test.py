"""Promises of reading a web archive's listing: spans as people write them, pages, and lines that are none."""

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.sources.wayback import Span, listing_url, parse_listing, replay_url, timestamp, worth_fetching

LINE = "kp,kcna)/en/article/q/ab.kcmsf {} http://www.kcna.kp:80/en/article/q/ab.kcmsf {} {} DIGEST 1234"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2013", "20130101000000", "20139999999999"),
        ("2013-10", "20131001000000", "20131099999999"),
        ("2013-10-05", "20131005000000", "20131005999999"),
        ("20131005", "20131005000000", "20131005999999"),
    ],
)
def test_a_day_a_month_and_a_year_name_their_begin_and_their_end(text: str, first: str, last: str) -> None:
    assert (timestamp(text), timestamp(text, end=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "x", "2013-13", "2013-02-30", "13", "yesterday", "2013-10-05 12:00"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PalimpsestError, match="2013-10-05"):
        timestamp(text)


def test_a_page_of_the_listing_gives_its_captures_and_the_way_on() -> None:
    lines = "\n".join(LINE.format(f"2013100{n}120000", "text/html", "200") for n in range(1, 4))
    found, resume = parse_listing(f"{lines}\na message of the server\n\nkp%2Ckcna%29+20131003\n")
    assert [one.timestamp[:8] for one in found] == ["20131001", "20131002", "20131003"]
    assert resume == "kp%2Ckcna%29+20131003"
    assert parse_listing(lines + "\n")[1] is None and parse_listing("") == ([], None)


@pytest.mark.parametrize(
    ("mime", "status", "wanted"),
    [
        ("text/html", "200", True),
        ("text/html", "404", True),
        ("warc/revisit", "-", True),
        ("text/html", "302", True),
        ("text/html", "503", False),
        ("text/html", "429", False),
        ("image/jpeg", "200", False),
    ],
)
def test_what_can_say_nothing_of_an_article_is_not_fetched(mime: str, status: str, wanted: bool) -> None:
    listed = parse_listing(LINE.format("20131001120000", mime, status))[0][0]
    assert worth_fetching(listed) is wanted


def test_addresses_of_the_archive_are_those_that_its_documentation_names() -> None:
    span = Span("kcna.kp/en/article/", timestamp("2013-10"), timestamp("2013-12", end=True))
    assert span.urlkey == "kp,kcna)/en/article/"
    url = listing_url("web.archive.org", span, "a+b%21")
    assert url.startswith(
        "https://web.archive.org/cdx/search/cdx?url=kcna.kp%2Fen%2Farticle%2F&matchType=prefix&from=20131001"
    )
    assert url.endswith("&resumeKey=a+b%21")
    assert replay_url("web.archive.org", "20131005120000", "http://kcna.kp/x") == (
        "https://web.archive.org/web/20131005120000id_/http://kcna.kp/x"
    )

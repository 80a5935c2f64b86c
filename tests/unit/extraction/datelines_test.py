"""The dateline grammar, and the day of the event that the first sentences state."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.datelines import find_datelines, parse_dateline, resolve_datelines
from dagster_project.core.dates import nearest_day
from dagster_project.core.event_day import find_event
from tests.unit.extraction.support import article, places

FORMS = [
    ("Pyongyang, July 13 (KCNA) -- Words", "Pyongyang", 7, 13, "KCNA"),
    ("Pyongyang, July 13 (KCNA) --Words", "Pyongyang", 7, 13, "KCNA"),
    ("Pyongyang, July 13 (KCNA) - Words", "Pyongyang", 7, 13, "KCNA"),
    ("Pyongyang, July 13 (KCNA) – Words", "Pyongyang", 7, 13, "KCNA"),
    ("Pyongyang, July 13 (KCNA) — Words", "Pyongyang", 7, 13, "KCNA"),
    ("Pyongyang, July 13 (KCNA) Words", "Pyongyang", 7, 13, "KCNA"),
    ("Pyongyang,July 9 (KCNA) -- Words", "Pyongyang", 7, 9, "KCNA"),
    ("Pyongyang July 9 (KCNA) -- Words", "Pyongyang", 7, 9, "KCNA"),
    ("PYONGYANG, Sept. 9 (KCNA) -- Words", "PYONGYANG", 9, 9, "KCNA"),
    ("pyongyang, april 3 (kcna) -- Words", "pyongyang", 4, 3, "KCNA"),
    ("Pyongyang, October 25 (KCNA5 -- Words", "Pyongyang", 10, 25, "KCNA"),
    ("Pyongyang, October 25 (KCAN) -- Words", "Pyongyang", 10, 25, "KCNA"),
    ("Tokyo, August 10 (KNS-KCNA) -- Words", "Tokyo", 8, 10, "KNS-KCNA"),
    ("Tokyo, October 2 (KNS-KCNAS )-- Words", "Tokyo", 10, 2, "KNS-KCNA"),
    ("Tokyo May 13 (Korea News Service) -- Words", "Tokyo", 5, 13, "KNS"),
    ("Jakarta, July 11, (KCNA correspondent) -- Words", "Jakarta", 7, 11, "KCNA"),
    ("Mt. Kumgang, May 4 (KCNA) -- Words", "Mt. Kumgang", 5, 4, "KCNA"),
    ("St. Petersburg, May 4 (KCNA) -- Words", "St. Petersburg", 5, 4, "KCNA"),
    ("New York, May 4 (KCNA) -- Words", "New York", 5, 4, "KCNA"),
    ("Port-au-Prince, Haiti, May 3 (KCNA) -- Words", "Port-au-Prince, Haiti", 5, 3, "KCNA"),
    ("Beijing, May 4 -- Words", "Beijing", 5, 4, None),
    ("Pyongyang, 28 de noviembre (ACNC) -- Palabras", "Pyongyang", 11, 28, "KCNA"),
    ("Pyongyang, primero de enero (ACNC) -- Palabras", "Pyongyang", 1, 1, "KCNA"),
    ("(평양 7월 13일발 조선중앙통신) 본문", "평양", 7, 13, "KCNA"),
    ("【평양 7월 13일발 조선중앙통신】 본문", "평양", 7, 13, "KCNA"),
    ("【平壌7月13日発朝鮮中央通信】本文", "平壌", 7, 13, "KCNA"),
    ("朝中社平壤7月13日电 正文", "平壤", 7, 13, "KCNA"),
    ("Пхеньян, 13 июля. /ЦТАК/-- Слова", "Пхеньян", 7, 13, "KCNA"),
]


@pytest.mark.parametrize(("text", "place", "month", "day", "agency"), FORMS)
def test_every_known_form_of_a_dateline_is_read(
    text: str, place: str, month: int, day: int, agency: str | None
) -> None:
    found = parse_dateline(text, places())
    assert found is not None
    assert (found.place, found.month, found.day, found.agency) == (place, month, day, agency)
    assert text.startswith(found.text)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "One day in July, Juche 65 (1976), Chairman of an imagined committee came.",
        "On July 12, (KCNA) reported -- nothing.",
        "It was on July 12 (Tuesday) -- a day without wind.",
        "Chairman Kim, July 12 -- said so.",
        "The meeting (KCNA) -- closed.",
        "Pyongyang, the capital, July is hot.",
        "In Pyongyang, July 13 (Saturday) was hot.",
        "July 13 (KCNA) -- Words",
        "Pyongyang, Smarch 13 (KCNA) -- Words",
        "Pyongyang, July 45 (KCNA) -- Words",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert parse_dateline(text, places()) is None


@given(
    st.sampled_from(["Pyongyang", "Wonsan", "New York", "Mt. Kumgang", "Ulan Bator", "Nampho"]),
    st.dates(date(1997, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["KCNA", "KNS-KCNA", "KCNA Correspondent"]),
    st.sampled_from([" -- ", "-- ", " --", " – ", "— ", " - "]),
    st.integers(0, 7),
    st.text(min_size=1, max_size=80).filter(lambda s: s[0].isalpha()),
)
def test_any_dateline_gives_its_place_day_and_span(
    place: str, day: date, agency: str, dash: str, late: int, words: str
) -> None:
    text = f"{place}, {day:%B} {day.day} ({agency}){dash}{words}"
    raw = find_datelines((text,), places())[0]
    assert (raw.place, raw.month, raw.day) == (place, day.month, day.day)
    assert text[raw.start : raw.end] == raw.text
    assert raw.text.startswith(place)
    issued = date.fromordinal(day.toordinal() + late)
    resolved = resolve_datelines([raw], issued, places())[0]
    assert resolved.date == nearest_day(day.month, day.day, issued) == day
    assert resolved.place_id is not None


@given(st.text(max_size=200))
def test_no_text_makes_the_grammar_raise_and_every_span_cuts_out_its_words(text: str) -> None:
    paragraphs = [line for line in text.split("\n") if line]
    body = "\n".join(paragraphs)
    for raw in find_datelines(paragraphs, places()):
        assert body[raw.start : raw.end] == raw.text


def test_a_press_review_has_a_dateline_for_each_of_its_items() -> None:
    found = article(
        "<p>Havana, March 5 (KCNA) -- A basket was laid.</p><p>It was blue.</p>"
        "<p>Pyongyang, March 7 (KCNA) -- Another was laid.</p>"
    )
    assert [(d.ordinal, d.place, d.date) for d in found.datelines] == [
        (1, "Havana", date(2024, 3, 5)),
        (2, "Pyongyang", date(2024, 3, 7)),
    ]
    assert all(found.body[d.char_start : d.char_end] == d.text for d in found.datelines)
    assert found.kind == "report"
    third = article("".join(f"<p>Havana, March {day} (KCNA) -- A basket was laid.</p>" for day in (4, 5, 6)))
    assert third.kind == "press_review"


def test_a_dateline_that_something_was_run_into_is_found_with_its_span() -> None:
    found = article("<p>&amp;nsp;&amp;nsp Pyongyang, March 9 (KCNA) -- Words of a report.</p>")
    assert found.datelines[0].place == "Pyongyang"
    assert found.body[found.datelines[0].char_start : found.datelines[0].char_end] == "Pyongyang, March 9 (KCNA) -- "


def test_a_place_of_the_country_has_its_id_and_coordinates() -> None:
    found = article("<p>Hyesan, March 9 (KCNA) -- Words.</p>").datelines[0]
    assert (found.place_id, found.country) == ("place:Hyesan", "PRK")
    assert found.latitude == pytest.approx(41.4, abs=0.2)
    assert found.longitude == pytest.approx(128.2, abs=0.2)


@pytest.mark.parametrize(
    ("words", "expected", "surface"),
    [
        ("was issued on July 12.", date(2025, 7, 12), "July 12"),
        ("took place here on Tuesday.", date(2025, 7, 8), "Tuesday"),
        ("arrived here Sunday by air.", date(2025, 7, 13), "Sunday"),
        ("was seen yesterday.", date(2025, 7, 12), "yesterday"),
        ("opened here today.", date(2025, 7, 13), "here today"),
        ("fell on the April 15 Square on June 30.", date(2025, 6, 30), "June 30"),
        ("is held on July 27, 1953 and later on Friday.", date(2025, 7, 11), "Friday"),
    ],
)
def test_the_first_sentences_state_the_day_of_the_event(words: str, expected: date, surface: str) -> None:
    body = f"Pyongyang, July 13 (KCNA) -- A report {words}"
    lines = resolve_datelines(find_datelines((body,), places()), date(2025, 7, 13), places())
    found = find_event(body, lines, date(2025, 7, 13))
    assert found is not None
    assert found[0] == expected
    assert body[found[1] : found[2]] == surface


@pytest.mark.parametrize(
    "words",
    [
        "was founded on July 27, 1953.",
        "will open on July 20.",
        "is marked on February 16 every year.",
        "is held every Tuesday.",
        "says next Monday.",
        "names the April 25 House of Culture.",
        "says nothing of days.",
    ],
)
def test_anniversaries_and_days_ahead_are_no_event(words: str) -> None:
    body = f"Pyongyang, July 13 (KCNA) -- A report {words}"
    lines = resolve_datelines(find_datelines((body,), places()), date(2025, 7, 13), places())
    assert find_event(body, lines, date(2025, 7, 13)) is None

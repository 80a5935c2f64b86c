"""Datelines of a body.

The grammar is KCNA's, from the forms counted in 122,415 articles of 1997-2018 and 1,245 of 2024: a place, a day
without a year, an agency in brackets and a dash, each part with its known misprints. A sentence that only looks like
one ("One day in July, Juche 65 …") has neither agency nor dash. Datelines stand at the start of a paragraph; a press
review has several.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from dagster_project.core.dates import MONTH_PATTERN, MONTHS, misspelt_month, month_number, nearest_day
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Dateline

_PLACE = (
    r"(?P<place>[A-Za-zÀ-ÿ][\w.'’\-]*(?:[ ]+[\w.'’\-]+){0,4}?"
    r"(?:,[ ]*[A-Z][\w.'’\-]*(?:[ ]+[A-Z][\w.'’\-]*){0,2}){0,2}?)"
)
_SPANISH_MONTHS = "|".join(
    name
    for name in MONTHS
    if name.endswith("o") or name in {"abril", "septiembre", "setiembre", "octubre", "noviembre", "diciembre"}
)
_DAY = (
    rf"(?:(?<![A-Za-z])(?P<month>{MONTH_PATTERN})[.,]?[ ]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"|(?P<day2>\d{{1,2}}|primero)(?:[ ]*°|[ ]*º)?[ ]+(?:de[ ]+)?(?P<month2>{_SPANISH_MONTHS}|{MONTH_PATTERN}))"
)
_YEAR = r"(?:[ ]*,?[ ]*(?:de[ ]+)?(?P<year>(?:19|20)\d{2}))?"
_AGENCY = (
    r"(?:[\[({][ ]*(?P<agency>[A-Za-z][\w .&/'\-]{1,40}?)[ ]*[\])}]"
    r"|[\[({](?P<agency2>[A-Z\-]{3,9})[ ]?\d?(?=[ ]*[-\u2010-\u2015\u2212])"
    r"|(?P<agency3>(?:KNS-)?KCNA|KNS)(?=[ ]*[-\u2010-\u2015\u2212]))"
)
_DASH = r"(?P<dash>[ ]*(?:[-\u2010-\u2015\u2212\u3161\uff0d]+|:|\.(?=[ ][A-Z]))*)[ ]*"
_LATIN = re.compile(rf"[\"“ ]?{_PLACE}[ ]*[,.;:]{{0,2}}[ ]*{_DAY}{_YEAR}[ ]*[.,]?[ ]*(?:{_AGENCY})?{_DASH}", re.I)
_DAY_DIGIT = re.compile(r"\d|primero", re.I)
_MISPRINTED = re.compile(
    rf"[\"“ ]?{_PLACE}[ ]*[,.;:]{{0,2}}[ ]*(?P<month>[A-Za-z]{{4,10}})[ ]*(?P<day>\d{{1,2}})(?!\d)[ ]*{_AGENCY}{_DASH}"
)
"""A dateline whose month is misspelt ("Aaugust 23"): only where an agency follows."""

_KOREAN = re.compile(
    r"[(（\[【]?[ ]*(?P<place>[가-힣]{2,12})[ ]*(?:\d{4}년[ ]*)?(?P<month>\d{1,2})월[ ]*(?P<day>\d{1,2})일[ ]*발?[ ]*"
    r"(?P<agency>[가-힣]{2,12}(?:통신|통신사)(?:[=＝·][가-힣]{2,12}통신)?)[ ]*[)）\]】]?(?P<dash>)[ ]*"
)
_JAPANESE = re.compile(
    r"[(（\[【]?[ ]*(?P<place>[\u3400-\u9fff\u30a0-\u30ff]{2,10}?)[ ]*"
    r"(?P<month>[\d０-９]{1,2})月[ ]*(?P<day>[\d０-９]{1,2})日[ ]*"
    r"[発發][ ]*[＝=]?[ ]*(?P<agency>[\u3400-\u9fff＝=]{2,12})[ ]*[)）\]】](?P<dash>)[ ]*"
)
_CHINESE = re.compile(
    r"[(（\[【]?[ ]*(?P<agency>朝中社|朝鲜中央通讯社|朝鮮中央通訊社)?[ ]*"
    r"(?P<place>[\u3400-\u9fff]{2,8}?)[ ]*(?P<month>\d{1,2})月[ ]*(?P<day>\d{1,2})日"
    r"[ ]*[电電讯訊][ ]*[)）\]】]?(?P<dash>[ ]*[-—]*)[ ]*"
)
_RUSSIAN = re.compile(
    r"(?P<place>[А-ЯЁ][а-яё\-]+(?: [А-ЯЁ][а-яё\-]+)?)[ ]*,[ ]*(?P<day>\d{1,2})[ ]+(?P<month>[а-яё]{3,9})[ ]*\.?"
    r"[ ]*[/(](?P<agency>[А-ЯЁA-Z\-]{3,10})[/)](?P<dash>[ ]*[-\u2010-\u2015]*)[ ]*"
)
_RUSSIAN_MONTHS: Final = {
    name: n
    for n, name in enumerate(
        (
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ),
        1,
    )
}

_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")

_NOT_PLACES: Final = frozenset(
    [
        "one",
        "on",
        "in",
        "at",
        "the",
        "of",
        "from",
        "by",
        "since",
        "until",
        "till",
        "after",
        "before",
        "during",
        "and",
        "every",
        "each",
        "this",
        "that",
        "it",
        "dated",
        "day",
        "early",
        "late",
        "mid",
    ]
)
"""Words that open a sentence about a day, and never name a dateline's place."""


@dataclass(frozen=True, slots=True)
class RawDateline:
    """A dateline as written, before its year and place are known. Offsets are into the text that was searched."""

    start: int
    end: int
    text: str
    place: str
    month: int
    day: int
    year: int | None
    agency: str | None


def parse_dateline(paragraph: str, places: PlaceIndex, *, at: int = 0) -> RawDateline | None:
    """The dateline that a paragraph opens with (from offset `at`), or None.

    It needs an agency that the reference data knows, or that misspells KCNA's letters; failing that, a known place
    and a dash. The dash and the spaces after it belong to the dateline.
    """
    raw = _parse_head(paragraph[at : at + 160], places)
    return raw if raw is None or not at else replace(raw, start=raw.start + at, end=raw.end + at)


@lru_cache(maxsize=64)
def _parse_head(head: str, places: PlaceIndex) -> RawDateline | None:
    """The dateline that HEAD opens with; remembered, for the head of a body is looked at more than once."""
    if head.isascii():
        framed = ("(" in head or "-" in head or "[" in head) and _DAY_DIGIT.search(head)
        match = (_LATIN.match(head) or _MISPRINTED.match(head)) if framed else None
    else:
        match = next((m for p in (_LATIN, _KOREAN, _JAPANESE, _CHINESE, _RUSSIAN) if (m := p.match(head))), None)
    if match is None:
        return None
    found = match.groupdict()
    place = _place_of(found["place"])
    written = found.get("agency") or found.get("agency2") or found.get("agency3")
    agency = places.agency(written) if written else None
    if agency is None and written and any(map(str.isdigit, written)):
        written = None  # "(Juche 113)" stands in the agency's place and names none
    known = places.find(place) or (places.misspelt_seat(place) if written else None)
    latin = match.re in {_LATIN, _MISPRINTED}
    if place.split(" ", 1)[0].lower() in _NOT_PLACES or (
        agency is None and (known is None or not (found["dash"] or "").strip(" :."))
    ):
        return None
    if latin and known is None and not place[0].isupper():
        return None
    month, day = _month_and_day(found)
    if month is None or not 1 <= day <= 31:
        return None
    lead = len(head) - len(head.lstrip(' "“'))
    start, end = lead if latin else 0, match.end()
    year = int(found["year"]) if found.get("year") else None
    return RawDateline(
        start, end, head[start:end], place, month, day, year, agency or (written.strip() if written else None)
    )


def _place_of(written: str | None) -> str:
    """A dateline's place without the punctuation after it; the point of "D.C." is its own."""
    place = (written or "").strip(" ,;:")
    return place if _INITIALS.search(place) else place.rstrip(" ,.;:").lstrip(".")


def _month_and_day(found: dict[str, str | None]) -> tuple[int | None, int]:
    month, day = found.get("month") or found.get("month2") or "", found.get("day") or found.get("day2") or "0"
    number = int(month) if month.isdigit() else _RUSSIAN_MONTHS.get(month.lower()) or month_number(month)
    number = number or (misspelt_month(month) if month.isascii() else None)
    return (number if number and 1 <= number <= 12 else None), 1 if day.lower() == "primero" else int(day)


_INNER = re.compile(rf"(?<!\w)[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)?,? ?(?={MONTH_PATTERN}|\d{{1,2}} de |primero de )")
INNER_REACH: Final = 240
"""Characters of the first paragraph in which a dateline is looked for that something was run into."""


def find_datelines(paragraphs: Sequence[str], places: PlaceIndex) -> list[RawDateline]:
    """All datelines of a body, in order; offsets are into the paragraphs joined by line feeds.

    Besides the starts of paragraphs, the first paragraph is searched for one that a heading or an advertisement was
    run into.
    """
    found: list[RawDateline] = []
    offset = 0
    for number, paragraph in enumerate(paragraphs):
        raw = parse_dateline(paragraph, places)
        if raw is None and number == 0 and (inner := _INNER.search(paragraph, 1, INNER_REACH)):
            raw = parse_dateline(paragraph, places, at=inner.start())
            raw = raw if raw is not None and raw.agency else None
        if raw is not None:
            found.append(replace(raw, start=raw.start + offset, end=raw.end + offset) if offset else raw)
        offset += len(paragraph) + 1
    return found


def day_of(raw: RawDateline, near: date | None) -> date | None:
    """The dateline's day: in its own year where it states one, else the nearest to `near`; None without either."""
    if raw.year is not None:
        try:
            return date(raw.year, raw.month, raw.day)
        except ValueError:
            return None
    return nearest_day(raw.month, raw.day, near) if near else None


def resolve_datelines(raws: Sequence[RawDateline], near: date | None, places: PlaceIndex) -> tuple[Dateline, ...]:
    """Datelines with their places looked up and their years taken from the issue's date `near`."""
    resolved = []
    for ordinal, raw in enumerate(raws, 1):
        place = places.find(raw.place) or (places.misspelt_seat(raw.place) if raw.agency else None)
        resolved.append(
            Dateline(
                ordinal,
                raw.text,
                raw.place,
                place.place_id if place else None,
                place.country if place else None,
                place.latitude if place else None,
                place.longitude if place else None,
                day_of(raw, near),
                raw.agency,
                raw.start,
                raw.end,
            )
        )
    return tuple(resolved)

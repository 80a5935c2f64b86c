"""Days: from the forms in which the sites write them, and from a day without a year.

A day without a year (a dateline's) is dated by something else: the nearest such day to the issue's date, or, where a
page has none, the latest one that is not after the capture. Nothing here looks at a clock.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

JUCHE_EPOCH: Final = 1911
"""Juche 1 is 1912 (decree of 8 July 1997)."""

PYONGYANG: Final = timezone(timedelta(hours=9))
"""UTC+9; the half hour that the country was behind it (August 2015 to May 2018) moves no day that matters here."""

MONTHS: Final = {
    name: n
    for n, names in enumerate(
        (
            "january jan enero",
            "february feb febrero",
            "march mar marzo",
            "april apr abril",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre",
        ),
        1,
    )
    for name in names.split()
}
"""Number of a month by its English or Spanish name or abbreviation, in lower case."""

MONTH_PATTERN: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)

_JUCHE = re.compile(
    r"(?:Juche|JUCHE|Chuche|주체)\s*(\d{2,3})\s*(?:\(\s*(\d{4})\s*\))?\s*(?:년|[.\-/,\s])\s*(\d{1,2})\s*(?:월|[.\-/\s])\s*(\d{1,2})"
)
_YMD = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:[.\-/]|년|年)\s*(\d{1,2})\s*(?:[.\-/]|월|月)\s*(\d{1,2})(?!\d)")
_DMY = re.compile(r"(?<!\d)(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*((?:19|20)\d{2})(?!\d)")
_LONG = re.compile(rf"\b({MONTH_PATTERN})[.,]?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*[.,]?\s*((?:19|20)\d{{2}})(?!\d)", re.I)
_LONG_DMY = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH_PATTERN})[.,]?\s+((?:19|20)\d{{2}})(?!\d)", re.I)


def make_day(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int | None:
    """Number of a month named in full or short, with or without a point."""
    return MONTHS.get(name.strip(" .").lower())


_FULL_MONTHS: Final = tuple(calendar.month_name)[1:]


def misspelt_month(name: str) -> int | None:
    """Number of the English month that a word is one letter off or doubles one of ("Aaugust", "Febuary", "Ocotber").

    Its first letter has to be right, and it has five letters or more, for short months are alike.
    """
    word = name.lower()
    near = [
        n
        for n, month in enumerate(_FULL_MONTHS, 1)
        if len(word) > 4 and word[0] == month[0].lower() and OSA.distance(word, month.lower()) == 1
    ]
    return near[0] if len(near) == 1 else None


def parse_stamp(text: str) -> tuple[date, str] | None:
    """The first Juche or Gregorian stamp in a text, and the words that it was read from.

    Forms: `2025.12.14.`, `2025-12-14`, `Juche113.3.9.`, `Juche 113 (2024).3.9`, `주체113(2024)년 3월 9일`. A Gregorian
    year beside the Juche year wins over it.
    """
    if match := _JUCHE.search(text):
        year = int(match[2]) if match[2] else int(match[1]) + JUCHE_EPOCH
        found = make_day(year, int(match[3]), int(match[4]))
    elif match := _YMD.search(text):
        found = make_day(int(match[1]), int(match[2]), int(match[3]))
    else:
        return None
    return (found, match[0].strip()) if found else None


def parse_dmy(text: str) -> tuple[date, str] | None:
    """The first `dd/mm/yyyy` in a text, and its words."""
    match = _DMY.search(text)
    found = make_day(int(match[3]), int(match[2]), int(match[1])) if match else None
    return (found, match[0]) if match and found else None


def parse_long(text: str) -> tuple[date, str] | None:
    """The first `July 13, 2025`, `May 10. 2012`, `Feb. 19, 2026` or `13 July 2025` in a text, and its words."""
    for pattern, month, day in ((_LONG, 1, 2), (_LONG_DMY, 2, 1)):
        if match := pattern.search(text):
            number = month_number(match[month])
            found = make_day(int(match[3]), number, int(match[day])) if number else None
            if found:
                return found, match[0]
    return None


@lru_cache(maxsize=8_192)
def parse_any(text: str) -> tuple[date, str] | None:
    """The first date of any written form in the first 300 characters of a text, and its words; remembered."""
    text = text[:300]
    return parse_stamp(text) or parse_dmy(text) or parse_long(text)


HALF_YEAR: Final = 183


def nearest_day(month: int, day: int, near: date) -> date | None:
    """The day of that month and day that is nearest to a date; None where none lies within half a year of it.

    Settles 31 December against an issue of 1 January, and 29 February, which only leap years have. Of two equally
    near days the earlier one is taken, for a dateline is never after its issue.
    """
    years = (near.year - 1, near.year, near.year + 1)
    found = [d for year in years if (d := make_day(year, month, day)) and abs((d - near).days) <= HALF_YEAR]
    return min(found, key=lambda d: (abs((d - near).days), d), default=None)


def latest_day(month: int, day: int, not_after: date) -> date | None:
    """The latest day of that month and day that is not after a date; 29 February goes back to the last leap year."""
    years = range(not_after.year, not_after.year - 9, -1)
    return next((d for y in years if (d := make_day(y, month, day)) and d <= not_after), None)


def capture_day(captured_at: datetime, grace: int = 1) -> date:
    """The last day that a page seen at that time (UTC) can bear: its day, and a day's grace for time zones."""
    return captured_at.date() + timedelta(days=grace)


_URL_DAY = re.compile(r"/item/?(\d{4})/(\d{4}|\d{6})/news(\d{1,2})/(\d{1,2})[a-z]*\.html?", re.I)
_URL_STEM = re.compile(r"/(\d{4})-?(\d{2})-?(\d{2})(?:-?\d{0,4})?[a-z]*\.html?", re.I)


def url_days(url: str) -> tuple[tuple[date, str], ...]:
    """The days that a kcna.co.jp address can stand for, the likelier first, each with the part that says so.

    `/item/2011/201112/news09/20111209-07ee.html` names the day. On day pages the folder is read as the day
    (`/news09/02.htm`: the second page of the 9th). Until 2008 the folder repeated the month and the file was the day
    (`/item/1998/9809/news09/23.htm`); where folder and month are the same, both readings are given.
    """
    if match := _URL_STEM.search(url):
        found = make_day(int(match[1]), int(match[2]), int(match[3]))
        return ((found, match[0].lstrip("/")),) if found else ()
    match = _URL_DAY.search(url)
    if match is None:
        return ()
    year = int(match[2][:4]) if len(match[2]) == 6 else int(match[1])
    month, folder, number = int(match[2][-2:]), int(match[3]), int(match[4])
    days = [make_day(year, month, folder)]
    if folder == month:
        days.append(make_day(year, month, number))
        if len(match[2]) == 4:
            days.reverse()
    return tuple((d, match[0].lstrip("/")) for d in dict.fromkeys(d for d in days if d))


def settle(days: Iterable[tuple[date, str]], datelines: Iterable[tuple[int, int]]) -> tuple[date, str] | None:
    """Of the days that an address can stand for, the one that the datelines (month, day) on the page speak for.

    A dateline speaks for a day that it is on or up to three days before; without any, the first day is taken.
    """
    candidates = list(days)
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    votes = [0] * len(candidates)
    for month, day in datelines:
        for i, (candidate, _) in enumerate(candidates):
            near = nearest_day(month, day, candidate)
            votes[i] += near is not None and 0 <= (candidate - near).days <= 3
    return candidates[max(range(len(candidates)), key=lambda i: (votes[i], -i))]

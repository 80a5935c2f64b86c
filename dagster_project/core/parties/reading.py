"""A text read once into its capitalised words, by which the rules that build names find their places."""

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate, chain
from typing import Final, NamedTuple

from dagster_project.core.parties.records import Candidate

_WORD: Final = re.compile(
    r"([0-9A-Z\u00c0-\u00de](?:"
    r"(?<=[0-9])\d*(?:st|nd|rd|th)(?!\w)"
    r"|(?<=[A-Z])\.(?:[A-Z]\.)*(?:[A-Z](?!\w))?"
    r"|(?<![0-9])\w*(?:(?:['&]|-(?=\w))(?!s(?!\w))\w+)*))"
)
"""A capitalised word, initials with their points, or an ordinal; a possessive 's stays outside. It begins with one class of
characters, so that the search leaps from capital to capital."""
_SHORTENED: Final = frozenset(
    {
        "No",
        "Mt",
        "St",
        "Dr",
        "Mr",
        "Mrs",
        "Ms",
        "Gen",
        "Lt",
        "Col",
        "Adm",
        "Prof",
        "Rev",
        "Co",
        "Ltd",
        "Inc",
        "Corp",
        "Jr",
        "Int",
    }
)
_POINT: Final = re.compile(r"\.(?=,? ?[A-Z])")
_NUMBER: Final = re.compile(r"\. ?\d+")


class Reading(NamedTuple):
    """The capitalised words of TEXT in order: `gaps[i]` is what stands before word i, the last gap follows the last
    word and ends with a line's end, so that no word is looked for behind it. Spans are code points of the text. `places`
    gives the numbers of each word, in order.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    places: Mapping[str, list[int]]


def read(text: str) -> Reading:
    """TEXT, which is plain, as a Reading."""
    parts = _WORD.split(text)
    words = parts[1::2]
    if not _SHORTENED.isdisjoint(words):
        spans = _closed(text, [found.span() for found in _WORD.finditer(text)])
        parts = _cut(text, spans)
        words = parts[1::2]
    bounds = list(accumulate(map(len, parts)))
    starts, ends, gaps = bounds[:-1:2], bounds[1::2], parts[::2]
    gaps[-1] += "\n"
    places: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        if word in places:
            places[word].append(number)
        else:
            places[word] = [number]
    return Reading(text, words, starts, ends, gaps, places)


def _cut(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """TEXT as its SPANS and, by turns, what stands before, between and after them."""
    parts: list[str] = []
    reached = 0
    for start, end in spans:
        parts += (text[reached:start], text[start:end])
        reached = end
    return [*parts, text[reached:]]


def _closed(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """SPANS with shortened words up to their point ('Mt.') or their number ('No. 5')."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start < made[-1][1]:
            continue
        closed = None
        if text.startswith(".", end) and (word := text[start:end]) in _SHORTENED:
            closed = (_NUMBER if word == "No" else _POINT).match(text, end)
        made.append((start, closed.end() if closed else end))
    return made


class Listed(NamedTuple):
    """What the gazetteer found, by place: the longest candidate that begins, and that ends, at a code point."""

    starting: Mapping[int, Candidate]
    ending: Mapping[int, Candidate]


def by_place(found: Iterable[Candidate]) -> Listed:
    """FOUND by the code points at which its spans begin and end."""
    starting: dict[int, Candidate] = {}
    ending: dict[int, Candidate] = {}
    for c in found:
        known = starting.get(c.start)
        if known is None or known.end < c.end:
            starting[c.start] = c
        known = ending.get(c.end)
        if known is None or known.start > c.start:
            ending[c.end] = c
    return Listed(starting, ending)


def positions(reading: Reading, triggers: frozenset[str]) -> list[int]:
    """Where the words of TRIGGERS stand in READING, in order."""
    found = triggers.intersection(reading.places)
    return sorted(chain.from_iterable([reading.places[word] for word in found])) if found else []

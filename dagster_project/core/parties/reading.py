"""A text read once into its capitalised words, by which the rules that build names find their places."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dagster_project.core.parties.records import Candidate

_WORD: Final = re.compile(
    r"[0-9A-Z\u00c0-\u00de](?:"
    r"(?<=[0-9])\d*(?:st|nd|rd|th)(?!\w)"
    r"|(?<=[A-Z])\.(?:[A-Z]\.)*(?:[A-Z](?!\w))?"
    r"|(?<![0-9])\w*(?:(?:['&]|-(?=\w))(?!s(?!\w))\w+)*)"
)
"""A capitalised word, initials with their points, or an ordinal; a possessive 's stays outside. It begins with one class of
characters, so that the search leaps from capital to capital."""
_SHORTENED: Final = frozenset(
    {
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
    word and ends with a line's end, so that no word is looked for behind it.

    `at` gives the places of each word. Spans are code points of the text.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    at: Mapping[str, list[int]]


def read(text: str) -> Reading:
    """TEXT, which is plain, as a Reading."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[str] = []
    at: dict[str, list[int]] = {}
    last = number = 0
    for found in _WORD.finditer(text):
        start, end = found.span()
        if start < last:
            continue
        word = text[start:end]
        if text.startswith(".", end) and (word in _SHORTENED or word == "No"):
            closed = (_NUMBER if word == "No" else _POINT).match(text, end)
            if closed:
                end = closed.end()
                word = text[start:end]
        words.append(word)
        starts.append(start)
        ends.append(end)
        gaps.append(text[last:start])
        last = end
        if word in at:
            at[word].append(number)
        else:
            at[word] = [number]
        number += 1
    gaps.append(text[last:] + "\n")
    return Reading(text, words, starts, ends, gaps, at)


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
    at = reading.at
    found = [number for word in at.keys() & triggers for number in at[word]]
    found.sort()
    return found

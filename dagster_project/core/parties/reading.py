"""A text read once into its capitalised words, by which the rules that build names find their places."""

import re
from collections.abc import Container, Iterable, Mapping
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
    word and ends with a line's end, so that no word is looked for behind it. Spans are code points of the text.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]


def read(text: str) -> Reading:
    """TEXT, which is plain, as a Reading."""
    spans = [found.span() for found in _WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    if not _SHORTENED.isdisjoint(words):
        spans = _closed(text, spans)
        words = [text[start:end] for start, end in spans]
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    gaps = [text[end:start] for end, start in zip([0, *ends], starts, strict=False)]
    gaps.append(text[ends[-1] if ends else 0 :] + "\n")
    return Reading(text, words, starts, ends, gaps)


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


def positions(reading: Reading, triggers: Container[str]) -> list[int]:
    """Where the words of TRIGGERS stand in READING, in order."""
    return [number for number, word in enumerate(reading.words) if word in triggers]

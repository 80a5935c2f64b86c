"""A text read once into its capitalised words, by which the rules that build names find their places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, compress, count
from operator import itemgetter, or_
from typing import Final

from dagster_project.core.parties.cues import NOTHING_SEEN, CueWords, Seen
from dagster_project.core.parties.kinds import TAIL, TRIGGERS, TailKinds, WordKinds
from dagster_project.core.parties.records import Candidate

_WORD: Final = re.compile(
    r"([0-9A-Z\u00c0-\u00de](?:"
    r"(?<![0-9])\w++(?:['&-](?!s(?!\w))\w++)*+"
    r"|(?<=[0-9])\d*(?:st|nd|rd|th)(?!\w)"
    r"|(?<=[A-Z])\.(?:[A-Z]\.)*(?:[A-Z](?!\w))?"
    r"|(?<![0-9])(?:['&-](?!s(?!\w))\w++)*+))"
)
"""A capitalised word, initials with their points, or an ordinal; a possessive 's stays outside. It begins with one class of
characters, so that the search leaps from capital to capital."""
_SHORTENED: Final = frozenset(
    {"No", "Mt", "St", "Dr", "Mr", "Mrs", "Ms", "Gen", "Lt", "Col", "Adm", "Prof", "Rev", "Co", "Ltd", "Inc", "Corp", "Jr",
     "Int"}
)  # fmt: skip
_START: Final = itemgetter(0)
_END: Final = itemgetter(1)
_POINT: Final = re.compile(r"\.(?=,? ?[A-Z])")
_NUMBER: Final = re.compile(r"\. ?\d+")


@dataclass(slots=True)
class Reading:
    """The capitalised words of TEXT in order: `gaps[i]` is what stands before word i, the last gap follows the last
    word and ends with a line's end, so that no word is looked for behind it. Spans are code points of the text.

    `kinds[i]` tells what word i is, `tails[i]` what the word before it in `gaps[i]` is, `triggers` gives the numbers of
    the words from which some rule reads on (see `kinds`), `triggering` all their kinds, `marked` the numbers of the gaps whose
    tails are of any kind, `seen` the words in small letters from which rules read on; all are empty where the text is read
    without a lexicon.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    kinds: Sequence[int] = ()
    tails: Sequence[int] = ()
    triggers: Sequence[int] = ()
    triggering: int = 0
    marked: Sequence[int] = ()
    seen: Seen = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What single words are, and the words before them; `cues` finds the words in small letters that rules look for."""

    words: WordKinds
    tails: TailKinds
    cues: CueWords


def read(text: str, lexicon: Lexicon | None = None) -> Reading:
    """TEXT, which is plain, as a Reading, its words looked up in LEXICON."""
    parts = _WORD.split(text)
    bounds = list(accumulate(map(len, parts)))
    if not _SHORTENED.isdisjoint(parts[1::2]):
        parts = _cut(text, _closed(text, zip(bounds[::2], bounds[1::2], strict=False)))
        bounds = list(accumulate(map(len, parts)))
    words, gaps = parts[1::2], parts[::2]
    starts, ends = bounds[:-1:2], bounds[1::2]
    gaps[-1] += "\n"
    if lexicon is None:
        return Reading(text, words, starts, ends, gaps)
    kinds = list(map(lexicon.words.__getitem__, words))
    tails = list(map(lexicon.tails.__getitem__, [gap[-TAIL:] for gap in gaps]))
    triggers = list(compress(count(), map(TRIGGERS.__and__, kinds)))
    triggering = reduce(or_, kinds, 0)
    marked = list(compress(count(), tails))
    return Reading(
        text, words, starts, ends, gaps, kinds, tails, triggers, triggering, marked, lexicon.cues.within(text)
    )


def _cut(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """TEXT as its SPANS and, by turns, what stands before, between and after them."""
    parts: list[str] = []
    reached = 0
    for start, end in spans:
        parts += (text[reached:start], text[start:end])
        reached = end
    return [*parts, text[reached:]]


def _closed(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
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


@dataclass(frozen=True, slots=True)
class Listed:
    """What the gazetteer found, by place: the longest candidate that begins, and that ends, at a code point."""

    starting: Mapping[int, Candidate]
    ending: Mapping[int, Candidate]


def by_place(found: Sequence[Candidate]) -> Listed:
    """FOUND, which is in the order of its ends, by the code points at which its spans begin and end."""
    backwards = found[::-1]
    return Listed(
        dict(zip(map(_START, found), found, strict=True)), dict(zip(map(_END, backwards), backwards, strict=True))
    )


def positions(reading: Reading, kind: int) -> list[int]:
    """The numbers of the words of KIND, which is one of the kinds from which rules read on, in order."""
    if not reading.triggering & kind:
        return []
    kinds = reading.kinds
    return [i for i in reading.triggers if kinds[i] & kind]

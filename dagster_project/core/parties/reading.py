"""A text read once into its capitalised words, by which the rules that build names find their places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
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
    kinds: list[int] = field(default_factory=list)
    tails: list[int] = field(default_factory=list)
    triggers: list[int] = field(default_factory=list)
    triggering: int = 0
    marked: list[int] = field(default_factory=list)
    seen: Seen = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What single words are, and the words before them; `cues` finds the words in small letters that rules look for."""

    words: WordKinds
    tails: TailKinds
    cues: CueWords


def read(text: str, lexicon: Lexicon | None = None) -> Reading:
    """TEXT, which is plain, as a Reading, its words looked up in LEXICON."""
    parts: list[str] = _WORD.split(text)
    words, gaps = parts[1::2], parts[::2]
    starts, ends = _bounds(words, gaps)
    if not _SHORTENED.isdisjoint(words):
        parts = _cut(text, _closed(text, zip(starts, ends, strict=True)))
        words, gaps = parts[1::2], parts[::2]
        starts, ends = _bounds(words, gaps)
    gaps[-1] += "\n"
    if lexicon is None:
        return Reading(text, words, starts, ends, gaps)
    kinds_of, tails_of = lexicon.words, lexicon.tails
    kinds = [kinds_of[word] for word in words]
    tails = [tails_of[gap[-TAIL:]] for gap in gaps]
    triggering = 0
    for kind in kinds:
        triggering |= kind
    triggers = [i for i, kind in enumerate(kinds) if kind & TRIGGERS] if triggering & TRIGGERS else []
    marked = [i for i, tail in enumerate(tails) if tail]
    return Reading(
        text, words, starts, ends, gaps, kinds, tails, triggers, triggering, marked, lexicon.cues.within(text)
    )


def _bounds(words: list[str], gaps: list[str]) -> tuple[list[int], list[int]]:
    """Where WORDS begin and end that GAPS stand before."""
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for i, word in enumerate(words):
        at += len(gaps[i])
        starts.append(at)
        at += len(word)
        ends.append(at)
    return starts, ends


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


class Listed:
    """What the gazetteer found, by place: the longest candidate that begins, and that ends, at a code point."""

    def __init__(self, starting: dict[int, Candidate], ending: dict[int, Candidate]):
        self.starting: Final = starting
        self.ending: Final = ending


def by_place(found: list[Candidate]) -> Listed:
    """FOUND, which is in the order of its ends, by the code points at which its spans begin and end."""
    starting: dict[int, Candidate] = {}
    ending: dict[int, Candidate] = {}
    reached = -1
    for c in found:
        starting[c[0]] = c
        if c[1] != reached:
            reached = c[1]
            ending[reached] = c
    return Listed(starting, ending)


def positions(reading: Reading, kind: int) -> list[int]:
    """The numbers of the words of KIND, which is one of the kinds from which rules read on, in order."""
    if not reading.triggering & kind:
        return []
    kinds = reading.kinds
    return [i for i in reading.triggers if kinds[i] & kind]

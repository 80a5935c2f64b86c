"""How found parties are scored against annotated ones: the definitions, and intervals by resampling articles.

- exact: the same span and type; lenient: overlapping spans of one type, one found for one annotated.
- linked: lenient, and the same party. Ids of countries and groups must be equal; for the others near-equal names count,
  because annotators coin names for bodies that no list has.
- article: the set of parties of an article; countries: that of its countries.
- roles: person, affiliation and, nearly, the words of the role.

Offsets are compared after white space is taken out. What lies before the end of the dateline is left aside.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from rapidfuzz import fuzz

A = TypeVar("A")
B = TypeVar("B")

TYPES: Final = ("country", "organization", "person", "place", "group")
MEASURES: Final = ("exact", "lenient", "linked", *TYPES, "article", "countries", "roles")
RESAMPLES: Final = 400


@dataclass(frozen=True, slots=True)
class Span:
    """A mention: code points into the text, end exclusive."""

    start: int
    end: int
    type: str
    party_id: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A role that a text states of a person."""

    person_id: str
    role: str
    affiliation_id: str | None


@dataclass(frozen=True, slots=True)
class Naming:
    """Who a text names: by the annotator, or as found."""

    spans: tuple[Span, ...]
    roles: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one measure: both, found only, annotated only."""

    hits: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hits + other.hits, self.spurious + other.spurious, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.hits / (self.hits + self.spurious) if self.hits + self.spurious else 1.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found; 1 where nothing is there."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def same_party(one: str | None, other: str | None) -> bool:
    """Whether two ids mean the same party, near-equal names of unlisted ones included."""
    if one == other:
        return True
    if one is None or other is None:
        return False
    kind, _, a = one.lower().partition(":")
    kind_other, _, b = other.lower().partition(":")
    if kind != kind_other or kind in ("country", "group"):
        return a == b and kind == kind_other
    if kind == "person":
        first, second = a.split(), b.split()
        return min(len(first), len(second)) > 1 and first[0] == second[0] and fuzz.token_set_ratio(a, b) >= 90
    if kind == "place":
        return a == b or fuzz.token_set_ratio(a, b) == 100
    begins = (a.startswith(b) or b.startswith(a)) and min(len(a.split()), len(b.split())) >= 3
    return a == b or begins or fuzz.token_sort_ratio(a, b) >= 85


def _dense(text: str, spans: Iterable[Span]) -> list[Span]:
    """SPANS with offsets that count what is not white space."""
    before = [0]
    for character in text:
        before.append(before[-1] + (not character.isspace()))
    last = len(text)
    return [Span(before[min(s.start, last)], before[min(s.end, last)], s.type, s.party_id) for s in spans]


def _pairs(wanted: Sequence[A], found: Sequence[B], equal: Callable[[A, B], bool]) -> list[tuple[int, int]]:
    """Each of WANTED with the first of FOUND that equals it and is not taken yet."""
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for i, want in enumerate(wanted):
        j = next((j for j, got in enumerate(found) if j not in taken and equal(want, got)), None)
        if j is not None:
            taken.add(j)
            pairs.append((i, j))
    return pairs


def _tally(hits: int, wanted: int, found: int) -> Tally:
    return Tally(hits, found - hits, wanted - hits)


def score(text: str, dateline_end: int, wanted: Naming, found: Naming) -> dict[str, Tally]:
    """The tallies of one article by measure; DATELINE_END is the code point after its dateline, or 0."""
    edge = _dense(text, [Span(0, dateline_end, "", "")])[0].end
    want = [s for s in _dense(text, wanted.spans) if s.start >= edge]
    got = [s for s in _dense(text, found.spans) if s.start >= edge]
    exact = {(s.start, s.end, s.type) for s in want} & {(s.start, s.end, s.type) for s in got}
    pairs = _pairs(want, got, lambda w, g: w.type == g.type and g.start < w.end and w.start < g.end)
    linked = sum(same_party(want[i].party_id, got[j].party_id) for i, j in pairs)
    tallies = {
        "exact": _tally(len(exact), len(want), len(got)),
        "lenient": _tally(len(pairs), len(want), len(got)),
        "linked": _tally(linked, len(want), len(got)),
    }
    for kind in TYPES:
        hits = sum(want[i].type == kind for i, _ in pairs)
        tallies[kind] = _tally(hits, sum(s.type == kind for s in want), sum(s.type == kind for s in got))
    a, b = sorted({s.party_id for s in want}), sorted({s.party_id for s in got})
    tallies["article"] = _tally(len(_pairs(a, b, same_party)), len(a), len(b))
    a, b = ([p for p in side if p.startswith("country:")] for side in (a, b))
    tallies["countries"] = _tally(len(set(a) & set(b)), len(a), len(b))
    same = _pairs(wanted.roles, found.roles, same_role)
    tallies["roles"] = _tally(len(same), len(wanted.roles), len(found.roles))
    return tallies


def same_role(one: Stated, other: Stated) -> bool:
    """Whether two roles are one: the same person and body, and nearly the same words."""
    return (
        same_party(one.person_id, other.person_id)
        and fuzz.token_set_ratio(one.role.lower(), other.role.lower()) >= 80
        and same_party(one.affiliation_id, other.affiliation_id)
    )


def total(tallies: Sequence[Tally]) -> Tally:
    """The sum of TALLIES."""
    return sum(tallies, Tally())


def interval(tallies: Sequence[Tally], seed: int = 7) -> tuple[float, float]:
    """The 95 % interval of the F1 of TALLIES, one an article, by drawing articles anew."""
    chance = random.Random(seed)
    drawn = sorted(total(chance.choices(tallies, k=len(tallies))).f1 for _ in range(RESAMPLES))
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES) - 1]

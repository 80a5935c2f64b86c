"""The gazetteer: listed parties, their aliases, and one automaton over all aliases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.core.parties.corrections import Corrections
from dagster_project.core.parties.records import Alias, Candidate, Office, Vocabulary, type_of
from dagster_project.core.parties.text import at_word_edges, folded, plain, word_after, word_before
from dagster_project.core.parties.triggers import triggers_of
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Party

_INSIDE = frozenset("_'")
"""What may stand before a span that doesn't begin a word."""
_EDGES = frozenset(' \n.,;:()"-')
"""What stands beside most words, on either side."""
_KIND_RANK = {"official": 5, "name": 4, "abbreviation": 3, "epithet": 3, "variant": 2}


class _Entry(NamedTuple):
    """An alias as a match gives it: what makes up its candidate, and the alias where dates or guards must be asked."""

    made: tuple[str, str, str, float, int]
    asked: Alias | None


def _entry(alias: Alias) -> _Entry:
    made = (
        alias.party_id,
        type_of(alias.party_id),
        f"alias:{alias.alias}",
        alias.confidence,
        _KIND_RANK.get(alias.kind, 1),
    )
    conditions = (
        alias.valid_from, alias.valid_to, alias.not_before, alias.not_after, alias.only_before, alias.only_after
    )  # fmt: skip
    return _Entry(made, alias if any(conditions) else None)


class _Automaton:
    """Aliases of one way of writing (exact case, or any), found in one pass."""

    def __init__(self, aliases: Iterable[tuple[str, Alias]]):
        by_words: dict[str, list[Alias]] = defaultdict(list)
        for words, alias in aliases:
            by_words[words].append(alias)
        wordings = sorted(by_words)
        self._entries = [
            tuple(_entry(a) for a in sorted(by_words[w], key=lambda a: (a.party_id, a.kind))) for w in wordings
        ]
        self._search = AhoCorasick(wordings, matchkind=MatchKind.Standard) if wordings else None

    def __bool__(self) -> bool:
        return self._search is not None

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[_Entry, ...]]]:
        """Spans of TEXT in code points that begin and end where words do, with the aliases that they may be."""
        if self._search is None:
            return
        entries, padded = self._entries, f"{text} "
        for index, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            after = padded[end]
            before = padded[start - 1]
            if after in _EDGES and before in _EDGES:
                yield start, end, entries[index]
            elif after.isalnum() or before.isalpha() or after == "_" or before in _INSIDE:
                if not before.isalpha() and (at_word_edges(text, start, end) or _after_number(text, start, end)):
                    yield start, end, entries[index]
            elif not before.isdigit() or _after_number(text, start, end):
                yield start, end, entries[index]


class Gazetteer:
    """What the reference data lists. Made once a process; nothing changes it afterwards."""

    def __init__(
        self,
        parties: Sequence[Party],
        aliases: Sequence[Alias],
        vocabulary: Vocabulary,
        places: PlaceIndex | None = None,
        corrections: Corrections | None = None,
        offices: Sequence[Office] = (),
    ):
        self._parties = {party.party_id: party for party in sorted(parties, key=lambda p: p.party_id)}
        self.foreign_parties = frozenset(
            p.party_id
            for p in parties
            if p.type == "organization" and p.country not in (None, "PRK") and "Party" in p.name.split()
        )
        self.vocabulary = vocabulary
        self.places = places or PlaceIndex()
        self.corrections = corrections or Corrections()
        self._offices: dict[str, list[Office]] = defaultdict(list)
        for office in sorted(offices, key=lambda o: (o.person_id, o.valid_from or date.min, o.role), reverse=True):
            self._offices[office.person_id].append(office)
        self.triggers = triggers_of(vocabulary)
        self._exact = _Automaton((plain(a.alias), a) for a in aliases if a.exact_case)
        self._any_case = _Automaton((folded(plain(a.alias)), a) for a in aliases if not a.exact_case)
        self.ids_by_words: dict[str, str] = {}
        for alias in sorted(aliases, key=lambda a: (a.alias, a.party_id)):
            if not (alias.only_before or alias.only_after):
                wording = folded(plain(alias.alias))
                self.ids_by_words.setdefault(wording, alias.party_id)
                if " the " in wording:
                    self.ids_by_words.setdefault(wording.replace(" the ", " "), alias.party_id)

    @cached_property
    def names_within_names(self) -> frozenset[str]:
        """The names of listed persons that are part of the name of something else (Kim Chaek), case folded."""
        persons = {p.name.casefold() for p in self._parties.values() if p.type == "person"}
        found: set[str] = set()
        for wording, party_id in self.ids_by_words.items():
            words = wording.split()
            if type_of(party_id) != "person" and len(words) > 2:
                phrases = {" ".join(words[i : i + n]) for n in (2, 3, 4) for i in range(len(words) - n + 1)}
                found |= persons & phrases
        return frozenset(found)

    def parties(self) -> tuple[Party, ...]:
        """The listed parties in the order of their ids."""
        return tuple(self._parties.values())

    def party(self, party_id: str) -> Party | None:
        """The listed party of that id."""
        return self._parties.get(party_id)

    def country_of(self, party_id: str) -> str | None:
        """The country of a listed party (ISO 3166-1 alpha-3)."""
        party = self._parties.get(party_id)
        return party.country if party else None

    def office_on(self, person_id: str, day: date | None) -> str | None:
        """The office that a listed person held on DAY, the one begun last where there were several; None where unknown."""
        held = (
            o for o in self._offices.get(person_id, ()) if day and (o.valid_from or day) <= day <= (o.valid_to or day)
        )
        return next((o.role for o in held), None)

    def affiliation_on(self, person_id: str, role: str, day: date | None) -> str | None:
        """What the office named ROLE belongs to that a listed person held on DAY, or last before it."""
        wanted = role.casefold()
        held = (o for o in self._offices.get(person_id, ()) if o.role.casefold() == wanted and o.affiliation_id)
        return next((o.affiliation_id for o in held if not (day and o.valid_from) or o.valid_from <= day), None)

    def find(self, text: str, day: date | None) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
        """Candidates of listed parties in TEXT, which is plain, and those that nearly are: whose dates or guards refuse them.

        DAY is the day of publication; the refused ones come with the reason.
        """
        found: list[Candidate] = []
        refused: list[tuple[Candidate, str]] = []
        for start, end, entries in self._spans(text):
            for made, asked in entries:
                reason = None if asked is None else refusal(asked, text, start, end, day)
                if reason is None:
                    found.append(Candidate(start, end, *made))
                else:
                    refused.append((Candidate(start, end, *made), reason))
        return found, refused

    def _spans(self, text: str) -> Iterator[tuple[int, int, tuple[_Entry, ...]]]:
        if self._any_case:
            return chain(self._exact.find(text), self._any_case.find(folded(text)))
        return self._exact.find(text)


def refusal(alias: Alias, text: str, start: int, end: int, day: date | None) -> str | None:
    """Why ALIAS doesn't name its party at [START, END) of TEXT published on DAY: a date or a guard; None where it does."""
    if day is not None:
        if alias.valid_from and day < alias.valid_from:
            return f"stands for it only from {alias.valid_from}"
        if alias.valid_to and day > alias.valid_to:
            return f"stands for it only until {alias.valid_to}"
    if alias.not_before or alias.only_before:
        before = word_before(text, start)
        if before in alias.not_before:
            return f"not after '{before}'"
        if alias.only_before and before not in alias.only_before:
            return f"only after {_listing(alias.only_before)}"
    if alias.not_after or alias.only_after:
        after = _after(text, end)
        if _matches(after, alias.not_after):
            return f"not before '{after}'"
        if alias.only_after and not _matches(after, alias.only_after):
            return f"only before {_listing(alias.only_after)}"
    return None


def _listing(words: frozenset[str]) -> str:
    shown = sorted(words)
    return ", ".join(f"'{word}'" for word in shown[:4]) + (" …" if len(shown) > 4 else "")


def _after_number(text: str, start: int, end: int) -> bool:
    """Whether a long name follows a number whose space was lost: 'on August 4Kim Jong Un'."""
    return end - start > 5 and text[start - 1 : start].isdigit() and at_word_edges(text, start + 1, end)


def _after(text: str, end: int) -> str:
    """What follows END: the next word in lower case, with a hyphen that ties it to the span; a full stop by itself."""
    if text.startswith(".", end):
        return "."
    if end < len(text) and text[end] == "-":
        return "-" + word_after(text, end + 1)
    return word_after(text, end)


def _matches(word: str, guards: frozenset[str]) -> bool:
    return word in guards or (word.startswith("-") and (word[1:] in guards or "-" in guards))

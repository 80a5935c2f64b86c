"""The gazetteer: listed parties, their aliases, and one automaton over all aliases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.core.parties.alias_guards import Guard, guard_of
from dagster_project.core.parties.body_ids import BodyIds
from dagster_project.core.parties.corrections import Corrections
from dagster_project.core.parties.records import Alias, Candidate, Office, Vocabulary, candidate, type_of
from dagster_project.core.parties.text import at_word_edges, folded, plain
from dagster_project.core.parties.triggers import triggers_of
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Party

_INSIDE = frozenset("_'")
"""What may stand before a span that doesn't begin a word."""
_EDGES = frozenset(' \n.,;:()"-')
"""What stands beside most words, on either side."""
_KIND_RANK = {"official": 5, "name": 4, "abbreviation": 3, "epithet": 3, "variant": 2}


class _Entry(NamedTuple):
    """An alias as a match gives it: what makes up its candidate, and its guard where dates or neighbours must be asked."""

    made: tuple[str, str, str, float, int]
    guard: Guard | None


def _entry(alias: Alias) -> _Entry:
    made = (
        alias.party_id,
        type_of(alias.party_id),
        f"alias:{alias.alias}",
        alias.confidence,
        _KIND_RANK.get(alias.kind, 1),
    )
    return _Entry(made, guard_of(alias))


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

    def find(self, text: str) -> list[tuple[int, int, tuple[_Entry, ...]]]:
        """Spans of TEXT in code points that begin and end where words do, with the aliases that they may be."""
        if self._search is None:
            return []
        entries, padded = self._entries, f"{text} "
        return [
            (start, end, entries[index])
            for index, start, end in self._search.find_matches_as_indexes(text, overlapping=True)
            if (padded[end] in _EDGES and padded[start - 1] in _EDGES) or _stands(padded, start, end)
        ]


def _stands(padded: str, start: int, end: int) -> bool:
    """Whether [START, END) begins and ends where words do, or follows a number whose space was lost; a space closes PADDED."""
    after, before = padded[end], padded[start - 1]
    if after.isalnum() or before.isalpha() or after == "_" or before in _INSIDE:
        return not before.isalpha() and (at_word_edges(padded, start, end) or _after_number(padded, start, end))
    return not before.isdigit() or _after_number(padded, start, end)


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

        self.body_ids = BodyIds(vocabulary, self.ids_by_words)

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

    def unlisted(self, ids: set[str]) -> set[str]:
        """Those of IDS that no listed party has."""
        return ids.difference(self._parties)

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
            for made, guard in entries:
                c = candidate((start, end) + made)  # noqa: RUF005 (twice as fast as unpacking)
                if guard is None or (reason := guard.refusal(text, start, end, day)) is None:
                    found.append(c)
                else:
                    refused.append((c, reason))
        return found, refused

    def _spans(self, text: str) -> list[tuple[int, int, tuple[_Entry, ...]]]:
        if self._any_case:
            return self._exact.find(text) + self._any_case.find(folded(text))
        return self._exact.find(text)


def _after_number(text: str, start: int, end: int) -> bool:
    """Whether a long name follows a number whose space was lost: 'on August 4Kim Jong Un'."""
    return end - start > 5 and text[start - 1 : start].isdigit() and at_word_edges(text, start + 1, end)

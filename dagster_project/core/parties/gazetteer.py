"""The gazetteer: listed parties, their aliases, and one automaton over all aliases."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.core.parties.alias_guards import Guard, guard_of
from dagster_project.core.parties.body_ids import BodyIds
from dagster_project.core.parties.corrections import Corrections
from dagster_project.core.parties.records import Alias, Candidate, Office, Vocabulary, made_of, type_of
from dagster_project.core.parties.text import at_word_edges, folded, plain
from dagster_project.core.parties.triggers import triggers_of
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Named, Party

_INSIDE = frozenset("_'")
"""What may stand before a span that doesn't begin a word."""
_EDGES = frozenset(' \n.,;:()"-')
"""What stands beside most words, on either side."""
_LAST_TEXTS = 64
"""Texts whose parties are remembered: of 1,245 pages of kcna.kp a third are told again within so many."""
_KIND_RANK = {"official": 5, "name": 4, "abbreviation": 3, "epithet": 3, "variant": 2}


class _Entry(NamedTuple):
    """An alias as a match gives it: what makes up its candidate, and its guard where dates or neighbours must be asked."""

    made: tuple[Any, ...]
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


def _entries(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    """ENTRIES of one wording, of those that always name the same party the first of the highest rank and confidence."""
    always: dict[str, _Entry] = {}
    others: list[_Entry] = []
    for entry in entries:
        party_id, _, _, confidence, rank = entry.made
        known = always.get(party_id)
        if entry.guard is not None:
            others.append(entry)
        elif known is None or (rank, confidence) > (known.made[4], known.made[3]):
            always[party_id] = entry
    return (*always.values(), *others)


class Refused(NamedTuple):
    """A candidate whose dates or neighbours keep it from naming its party at [START, END)."""

    start: int
    end: int
    entry: _Entry

    def candidate(self) -> Candidate:
        """What it would be."""
        return made_of(Candidate, (self.start, self.end, *self.entry.made))

    def reason(self, text: str, day: date | None) -> str:
        """Why it is none in TEXT of DAY."""
        refusal = self.entry.guard.refusal(text, self.start, self.end, day) if self.entry.guard else None
        return refusal or ""


class _Automaton:
    """Aliases of one way of writing (exact case, or any), found in one pass."""

    def __init__(self, aliases: Iterable[tuple[str, Alias]]):
        by_words: dict[str, list[Alias]] = defaultdict(list)
        for words, alias in aliases:
            by_words[words].append(alias)
        wordings = sorted(by_words)
        self._entries = [
            _entries(_entry(a) for a in sorted(by_words[w], key=lambda a: (a.party_id, a.kind))) for w in wordings
        ]
        self._search = AhoCorasick(wordings, matchkind=MatchKind.Standard) if wordings else None

    def __bool__(self) -> bool:
        return self._search is not None

    def find(self, wording: str, text: str, day: date | None) -> tuple[list[Candidate], list[Refused]]:
        """What of the aliases begins and ends in WORDING where words do, and what their guards refuse by TEXT of DAY.

        WORDING is the text as the aliases are written; a space closes both.
        """
        found: list[Candidate] = []
        refused: list[Refused] = []
        if self._search is None:
            return found, refused
        all_entries, edges, new, kind = self._entries, _EDGES, made_of, Candidate
        for index, start, end in self._search.find_matches_as_indexes(wording, overlapping=True):
            if (wording[end] in edges and wording[start - 1] in edges) or _stands(wording, start, end):
                for entry in all_entries[index]:
                    made, guard = entry
                    if guard is None or not guard.refuses(text, start, end, day):
                        found.append(new(kind, (start, end) + made))  # noqa: RUF005 (twice as fast as unpacking)
                    else:
                        refused.append(Refused(start, end, entry))
        return found, refused


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
        self._recently: Callable[..., Named] | None = None
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

    def recently(self, work: Callable[..., Named]) -> Callable[..., Named]:
        """WORK of this gazetteer on texts, of which the last are remembered: sites list one story under several addresses."""
        if self._recently is None:
            self._recently = lru_cache(maxsize=_LAST_TEXTS)(partial(work, self))
        return self._recently

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

    def find(self, text: str, day: date | None) -> tuple[list[Candidate], list[Refused]]:
        """Candidates of listed parties in TEXT, which is plain, and those that nearly are: whose dates or guards refuse them.

        DAY is the day of publication. Candidates come in the order of their ends, of those with one end the longest first.
        """
        padded = f"{text} "
        found, refused = self._exact.find(padded, padded, day)
        if self._any_case:
            more, more_refused = self._any_case.find(folded(padded), padded, day)
            found = sorted(found + more, key=lambda c: (c.end, c.start))
            return found, refused + more_refused
        return found, refused


def _after_number(text: str, start: int, end: int) -> bool:
    """Whether a long name follows a number whose space was lost: 'on August 4Kim Jong Un'."""
    return end - start > 5 and text[start - 1 : start].isdigit() and at_word_edges(text, start + 1, end)

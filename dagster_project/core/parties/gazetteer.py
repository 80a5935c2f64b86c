"""The gazetteer: listed parties, their aliases, and one automaton over all aliases."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.core.parties.records import Alias, Candidate, Vocabulary, type_of
from dagster_project.core.parties.text import at_word_edges, folded, plain, word_after, word_before
from dagster_project.core.parties.triggers import triggers_of
from dagster_project.core.records import Party

_KIND_RANK = {"official": 5, "name": 4, "abbreviation": 3, "epithet": 3, "variant": 2}


class _Automaton:
    """Aliases of one way of writing (exact case, or any), found in one pass."""

    def __init__(self, aliases: Iterable[tuple[str, Alias]]):
        by_words: dict[str, list[Alias]] = defaultdict(list)
        for words, alias in aliases:
            by_words[words].append(alias)
        self._words = sorted(by_words)
        self._aliases = [tuple(sorted(by_words[w], key=lambda a: (a.party_id, a.kind))) for w in self._words]
        self._search = AhoCorasick(self._words, matchkind=MatchKind.Standard) if self._words else None

    def find(self, text: str) -> list[tuple[int, int, tuple[Alias, ...]]]:
        """Spans of TEXT in code points with the aliases that they may be, overlapping ones too."""
        if self._search is None:
            return []
        return [
            (start, end, self._aliases[index])
            for index, start, end in self._search.find_matches_as_indexes(text, overlapping=True)
        ]


class Gazetteer:
    """What the reference data lists. Made once a process; nothing changes it afterwards."""

    def __init__(self, parties: Sequence[Party], aliases: Sequence[Alias], vocabulary: Vocabulary):
        self._parties = {party.party_id: party for party in sorted(parties, key=lambda p: p.party_id)}
        self.vocabulary = vocabulary
        self.triggers = triggers_of(vocabulary)
        self._exact = _Automaton((plain(a.alias), a) for a in aliases if a.exact_case)
        self._any_case = _Automaton((folded(plain(a.alias)), a) for a in aliases if not a.exact_case)
        self.ids_by_words: dict[str, str] = {}
        for alias in sorted(aliases, key=lambda a: (a.alias, a.party_id)):
            if not (alias.only_before or alias.only_after):
                self.ids_by_words.setdefault(folded(plain(alias.alias)), alias.party_id)
        self.digest = hashlib.sha256(
            repr(
                (
                    list(self._parties.values()),
                    sorted(repr(_stable(a)) for a in aliases),
                    _stable_vocabulary(vocabulary),
                )
            ).encode()
        ).hexdigest()

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

    def find(self, text: str, day: date | None) -> list[Candidate]:
        """Candidates of listed parties in TEXT, which is plain; DAY is the day of publication."""
        found = []
        for start, end, aliases in self._exact.find(text):
            if at_word_edges(text, start, end):
                found.extend(_accept(text, start, end, aliases, day))
        for start, end, aliases in self._any_case.find(folded(text)):
            if at_word_edges(text, start, end):
                found.extend(_accept(text, start, end, aliases, day))
        return found


def _accept(text: str, start: int, end: int, aliases: Sequence[Alias], day: date | None) -> list[Candidate]:
    """The candidates among ALIASES whose dates and guards hold at [START, END)."""
    kept: list[Candidate] = []
    before: str | None = None
    after: str | None = None
    for alias in aliases:
        if day is not None and (
            (alias.valid_from and day < alias.valid_from) or (alias.valid_to and day > alias.valid_to)
        ):
            continue
        if alias.not_before or alias.only_before:
            before = word_before(text, start) if before is None else before
            if before in alias.not_before or (alias.only_before and before not in alias.only_before):
                continue
        if alias.not_after or alias.only_after:
            after = _after(text, end) if after is None else after
            if _matches(after, alias.not_after) or (alias.only_after and not _matches(after, alias.only_after)):
                continue
        kept.append(
            Candidate(
                start,
                end,
                alias.party_id,
                type_of(alias.party_id),
                f"alias:{alias.alias}",
                alias.confidence,
                _KIND_RANK.get(alias.kind, 1),
            )
        )
    return kept


def _after(text: str, end: int) -> str:
    """What follows END: the next word in lower case; a hyphen that ties it to the span stays before it."""
    if end < len(text) and text[end] == "-":
        return "-" + word_after(text, end + 1)
    return word_after(text, end)


def _matches(word: str, guards: frozenset[str]) -> bool:
    return word in guards or (word.startswith("-") and (word[1:] in guards or "-" in guards))


def _stable(alias: Alias) -> tuple[object, ...]:
    return (
        alias.alias,
        alias.party_id,
        alias.kind,
        str(alias.valid_from),
        str(alias.valid_to),
        alias.exact_case,
        sorted(alias.not_before),
        sorted(alias.not_after),
        sorted(alias.only_before),
        sorted(alias.only_after),
        alias.confidence,
    )


def _stable_vocabulary(vocabulary: Vocabulary) -> list[object]:
    return [_ordered(getattr(vocabulary, name)) for name in Vocabulary.__dataclass_fields__]


def _ordered(value: object) -> object:
    """VALUE with every set and mapping in it as a sorted list: the order of a set differs from process to process."""
    if isinstance(value, dict):
        return sorted((key, _ordered(held)) for key, held in value.items())
    if isinstance(value, frozenset | set):
        return sorted(value)
    return value

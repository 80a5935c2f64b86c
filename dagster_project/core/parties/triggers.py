"""The rule words in the shape in which the rules look them up, made once from the vocabulary."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from dagster_project.core.parties.attendance_cues import AttendanceCues
from dagster_project.core.parties.kinds import TailKinds, WordKinds
from dagster_project.core.parties.office_words import OfficeWords
from dagster_project.core.parties.reading import Lexicon
from dagster_project.core.parties.records import Vocabulary

PLACE_KINDS: Final = frozenset({"county", "province", "district", "prefecture", "city", "township"})
SMALL_KINDS: Final = tuple(f" {kind}" for kind in sorted(PLACE_KINDS))
SMALL_BODIES: Final = frozenset(
    {"presidium", "committee", "bureau", "secretariat", "cabinet", "politburo", "commission", "ministry", "staff",
     "command"}
)  # fmt: skip
"""Heads of bodies that texts write with a small letter before the body's owner."""
SMALL_BODIES_OF: Final = tuple(f"{head} of " for head in sorted(SMALL_BODIES))


class Cues:
    """Words looked for all at once, so that rules without a cue in a text need not read it."""

    def __init__(self, words: Iterable[str]):
        self._words = sorted(set(words))
        self._search = AhoCorasick(self._words, implementation=Implementation.DFA)

    def within(self, text: str) -> frozenset[str]:
        """Which of the words TEXT has anywhere, also as parts of others."""
        found = self._search.find_matches_as_indexes(text, overlapping=True)
        return frozenset([self._words[index] for index, _, _ in found])


@dataclass(frozen=True, slots=True)
class Triggers:
    """`titles_by_last_word`: titles that end with a capitalised word, by that word; `small_titles`: the last words of the
    others; `role_words`: the words that name an office by themselves; `country_words`: what may follow a country, by its
    first word, longest first; `words_of_country`: the same by its last word; `plurals`:
    the words that close a list of names, after a space, with the type and the head of each name; `cues` finds those
    plurals, the press cues and the kinds of places and bodies in small letters; `lexicon` tells what single words are;
    `office_words` finds offices, `attendance` the cues of lists of attendees.
    """

    vocabulary: Vocabulary
    titles_by_last_word: Mapping[str, tuple[str, ...]]
    small_titles: frozenset[str]
    role_words: frozenset[str]
    country_words: Mapping[str, tuple[str, ...]]
    words_of_country: Mapping[str, tuple[str, ...]]
    plurals: tuple[tuple[str, str, str], ...]
    cues: "Cues"
    lexicon: Lexicon
    office_words: OfficeWords
    attendance: AttendanceCues


def triggers_of(vocabulary: Vocabulary) -> Triggers:
    """The look-ups over VOCABULARY."""
    titles: dict[str, list[str]] = defaultdict(list)
    small: set[str] = set()
    for title in sorted(vocabulary.titles):
        last = title.rpartition(" ")[2]
        if title.endswith("d'Affaires"):
            titles["Affaires"].append(title)
        elif last[0].isupper():
            titles[last].append(title)
        else:
            small.add(last)
    countries: dict[str, list[str]] = defaultdict(list)
    of_country: dict[str, list[str]] = defaultdict(list)
    for words in sorted(vocabulary.country_bodies, key=lambda w: (-len(w), w)):
        countries[words.partition(" ")[0]].append(words)
        of_country[words.rpartition(" ")[2]].append(words)
    plurals = tuple((f" {words}", kind, head) for words, (kind, head) in sorted(vocabulary.plural_heads.items()))
    return Triggers(
        vocabulary,
        {word: tuple(group) for word, group in titles.items()},
        frozenset(small),
        frozenset(
            role.split(" ")[0] if role.startswith("charge") else role
            for role in (*vocabulary.role_heads, *vocabulary.role_plurals)
        ),
        {word: tuple(group) for word, group in countries.items()},
        {word: tuple(group) for word, group in of_country.items()},
        plurals,
        Cues([*(words for words, _, _ in plurals), *vocabulary.press_cues, *SMALL_KINDS, *SMALL_BODIES_OF]),
        Lexicon(WordKinds(vocabulary, frozenset(titles)), TailKinds(frozenset(small), vocabulary.press_cues)),
        OfficeWords(vocabulary),
        AttendanceCues(vocabulary.attendance_cues),
    )

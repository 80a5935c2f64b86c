"""The rule words in the shape in which the rules look them up, made once from the vocabulary."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from dagster_project.core.parties.attendance_cues import AttendanceCues
from dagster_project.core.parties.country_words import GoingOn
from dagster_project.core.parties.cues import CueWords
from dagster_project.core.parties.kinds import TailKinds, WordKinds
from dagster_project.core.parties.office_words import OfficeWords
from dagster_project.core.parties.reading import Lexicon
from dagster_project.core.parties.records import Vocabulary

SMALL_UNIT: Final = " unit no. "
CLIQUE_NOUNS: Final = (" clique", " group", " regime", " gang", " clan", " ring", " junta", " faction")
"""What those are called who stand around a person."""
OF_A_PERSON: Final = (
    " on his ", " upon his ", " on her ", " upon her ", ", who ", " and his wife", " in his ", " in her ", " made a speech",
    " made the following entry",
)  # fmt: skip
"""What is said of persons only."""
AGES: Final = (", aged ", *(f", {digit}" for digit in range(1, 10)))
PLACE_KINDS: Final = frozenset({"county", "province", "district", "prefecture", "city", "township"})
SMALL_KINDS: Final = tuple(f" {kind}" for kind in sorted(PLACE_KINDS))
SMALL_BODIES: Final = frozenset(
    {"presidium", "committee", "bureau", "secretariat", "cabinet", "politburo", "commission", "ministry", "staff",
     "command"}
)  # fmt: skip
"""Heads of bodies that texts write with a small letter before the body's owner."""
SMALL_BODIES_OF: Final = tuple(f"{head} of " for head in sorted(SMALL_BODIES))


@dataclass(frozen=True, slots=True)
class Triggers:
    """`titles_by_last_word`: titles that end with a capitalised word, by that word; `small_titles`: the last words of the
    others; `role_words`: the words that name an office by themselves; `country_words`: what may follow a country, by its
    first word, longest first; `words_of_country`: the same by its last word; `going_on` tells whether what follows a country
    may be such words; `plurals`: the words that close a list of names, after a space, with the type and the head of each
    name; `lexicon` tells what single words are, and finds those plurals, the press cues and the other words from which
    rules read on; `office_words` are of offices, `attendance` the cues of lists of attendees.
    """

    vocabulary: Vocabulary
    titles_by_last_word: dict[str, tuple[str, ...]]
    small_titles: frozenset[str]
    role_words: frozenset[str]
    country_words: dict[str, tuple[str, ...]]
    words_of_country: dict[str, tuple[str, ...]]
    going_on: GoingOn
    plurals: tuple[tuple[str, str, str], ...]
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
    role_words = frozenset(
        role.split(" ")[0] if role.startswith("charge") else role
        for role in (*vocabulary.role_heads, *vocabulary.role_plurals)
    )
    office_words, attendance = OfficeWords(vocabulary), AttendanceCues(vocabulary.attendance_cues)
    cues = (
        *(words for words, _, _ in plurals),
        *vocabulary.press_cues,
        *SMALL_KINDS,
        *SMALL_BODIES_OF,
        *CLIQUE_NOUNS,
        *OF_A_PERSON,
        *AGES,
        SMALL_UNIT,
    )
    return Triggers(
        vocabulary,
        {word: tuple(group) for word, group in titles.items()},
        frozenset(small),
        role_words,
        {word: tuple(group) for word, group in countries.items()},
        {word: tuple(group) for word, group in of_country.items()},
        GoingOn(countries),
        plurals,
        Lexicon(
            WordKinds(vocabulary, frozenset(titles)),
            TailKinds(frozenset(small), vocabulary.press_cues),
            CueWords(cues, office_words.heads, (*role_words, "general"), attendance.first_words),
        ),
        office_words,
        attendance,
    )

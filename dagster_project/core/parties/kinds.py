"""What each capitalised word is by the vocabulary, and what the words before it make of it, as bits that the rules test.

Both depend on the word alone. They are worked out when a word is first met and looked up from then on, so that no rule
asks the vocabulary of every word of every text.
"""

from typing import Final

from dagster_project.core.parties.records import Vocabulary
from dagster_project.core.parties.syllables import is_syllable

SURNAME: Final = 1 << 0
SHORT_SURNAME: Final = 1 << 1
"""A surname that is also an English word."""
SYLLABLE: Final = 1 << 2
NOT_NAME: Final = 1 << 3
"""A word that is part of no person's name."""
ALSO_GIVEN: Final = 1 << 4
"""A word that is part of a Korean name all the same."""
GIVEN: Final = 1 << 5
"""A syllable that is no common word, or one that is both (In, So)."""
BODY_HEAD: Final = 1 << 6
BODY_STOP: Final = 1 << 7
STOP: Final = 1 << 8
"""A word that can't be part of a body's name that has begun before it."""
MONTH: Final = 1 << 9
NO_PERSON: Final = 1 << 10
"""A word that ends a foreigner's name: no part of a name, a number, a body's head."""
TITLE: Final = 1 << 11
"""The last word of a title."""
CAPITALS: Final = 1 << 12
PLACE_HEAD: Final = 1 << 13
MOUNT: Final = 1 << 14
HALF: Final = 1 << 15
VILLAGE: Final = 1 << 16
UNIT: Final = 1 << 17
TRIGGERS: Final = SURNAME | BODY_HEAD | TITLE | PLACE_HEAD | MOUNT | HALF | VILLAGE | UNIT
"""What makes a rule read on from a word."""

SMALL_TITLE: Final = 1 << 0
LED: Final = 1 << 1
"""What may close 'led by'."""
WHERE: Final = 1 << 2
"""What may close 'in' or 'city of'."""
CUE: Final = 1 << 3
"""A newspaper, an agency or the like."""
LISTING: Final = 1 << 4
"""What may join the names of a list."""

MONTHS: Final = frozenset(
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Monday", "Tuesday",
     "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)  # fmt: skip
ALSO_WORDS: Final = frozenset({"in", "rok", "so", "un", "on", "an", "no", "to", "sun"})
WATERS: Final = frozenset({"Lake", "River", "Lagoon"})
"""Words that close a name as well as they begin one: 'Taedong River', 'River Taedong'."""
_MOUNTS: Final = frozenset({"Mt.", "Mt", "Mount"}) | WATERS
_HALVES: Final = frozenset({"North", "South"})
_VILLAGE: Final = ("-ri", "-up", "-dong", "-gu", "-do", "-guyok", "-kun")
_NO_STOPS: Final = frozenset({"IT", "US"})
_TIED: Final = ("-based", "-flagged", "-led", "-run", "-resident", "-controlled", "-funded", "-sponsored")
_WHERE: Final = ("in ", "In ", "near ", "Near ", "of ")
_LISTING: Final = (", ", "and ")
TAIL: Final = 6
"""By how many characters at its end a gap is looked up: they are so few that almost all come again."""
MOST_REMEMBERED: Final = 50_000
"""How many words are remembered: a corpus has fewer, and more than that begin anew."""


class WordKinds(dict[str, int]):
    """The kinds of each capitalised word, as bits."""

    def __init__(self, vocabulary: Vocabulary, titles: frozenset[str]):
        super().__init__()
        self._vocabulary = vocabulary
        self._titles = titles

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        kinds = self[word] = self._of_names(word) | self._of_bodies(word) | self._of_places(word)
        return kinds

    def _of_names(self, word: str) -> int:
        """What WORD is among the words of persons' names."""
        known, small = self._vocabulary, word.lower()
        syllable, no_name, also = is_syllable(word), small in known.not_names, small in ALSO_WORDS
        bare = word.strip(".'").lower()
        ends = bare in known.not_names or bare.partition("-")[0] in known.not_names or bare[:1].isdigit()
        return (
            SURNAME * (word in known.surnames)
            | SHORT_SURNAME * (word in known.short_surnames)
            | SYLLABLE * syllable
            | NOT_NAME * no_name
            | ALSO_GIVEN * also
            | GIVEN * (syllable and word != "ROK" and (also or not no_name))
            | NO_PERSON * (ends or word in known.body_heads)
            | TITLE * (word in self._titles)
            | CAPITALS * word.isupper()
        )

    def _of_bodies(self, word: str) -> int:
        """What WORD is among the words of bodies' names."""
        known = self._vocabulary
        stop = word.lower() in known.body_stops
        return (
            BODY_HEAD * (word in known.body_heads)
            | BODY_STOP * stop
            | STOP * ((stop and word not in _NO_STOPS) or word.endswith(_TIED))
            | MONTH * (word in MONTHS)
            | UNIT * (word == "Unit")
        )

    def _of_places(self, word: str) -> int:
        """What WORD is among the words of places' names."""
        village = word.endswith(_VILLAGE) and word.partition("-")[0].isalpha()
        return (
            PLACE_HEAD * (word in self._vocabulary.place_heads)
            | MOUNT * (word in _MOUNTS)
            | HALF * (word in _HALVES)
            | VILLAGE * (village and word.lower() not in self._vocabulary.not_names)
        )


class TailKinds(dict[str, int]):
    """What the last word of a gap, which stands directly before a capitalised word, may say of that, as bits.

    They are looked up by the gap's last TAIL characters. Of longer words (SMALL_TITLE, CUE) these hold the end only, and a
    list's joint (LISTING) may have more before it: rules look at the gap itself before they go by those.
    """

    def __init__(self, small_titles: frozenset[str], cues: frozenset[str]):
        super().__init__()
        self._small_titles = tuple(f"{word} "[-TAIL:] for word in small_titles)
        self._cues = tuple(f"{word} "[-TAIL:] for word in cues)

    def __missing__(self, end: str) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        kinds = self[end] = (
            SMALL_TITLE * end.endswith(self._small_titles)
            | LED * end.endswith("by ")
            | WHERE * end.endswith(_WHERE)
            | CUE * end.endswith(self._cues)
            | LISTING * end.endswith(_LISTING)
        )
        return kinds


def last_word(gap: str) -> str:
    """The last word of a GAP, where it stands directly before what follows."""
    return gap[:-1].rpartition(" ")[2].rpartition("\n")[2] if gap.endswith(" ") else ""

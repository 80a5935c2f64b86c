"""One pass over a text for all the words in small letters from which some rule reads on."""

from collections.abc import Iterable
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from dagster_project.core.parties.text import folded

_CUE: Final = 1
_OFFICE: Final = 2
_POST: Final = 4
_ATTENDANCE: Final = 8
_WORDS: Final = _OFFICE | _POST


class Seen:
    """What a text has of the words looked for; places are code points.

    `cues`: which of the cues, also as parts of other words; `offices`: spans of the heads of offices, and `posts`: spans, in
    order, of the words that make names of what stands beside them, both no parts of words; `attendance`: where cues of
    attendance may begin.
    """

    def __init__(
        self,
        cues: frozenset[str],
        offices: list[tuple[int, int]],
        posts: list[tuple[int, int]],
        attendance: list[int],
    ):
        self.cues: Final = cues
        self.offices: Final = offices
        self.posts: Final = posts
        self.attendance: Final = attendance


NOTHING_SEEN: Final = Seen(frozenset(), [], [], [])


class CueWords:
    """The words looked for: CUES as they are written, all others whatever their case."""

    def __init__(self, cues: Iterable[str], offices: Iterable[str], posts: Iterable[str], attendance: Iterable[str]):
        self._cues = frozenset(cues)
        kinds: dict[str, int] = {}
        groups = ((self._cues, _CUE), (offices, _OFFICE), (posts, _POST), (attendance, _ATTENDANCE))
        for words, kind in groups:
            for word in words:
                kinds[word.lower()] = kinds.get(word.lower(), 0) | kind
        wordings = sorted(kinds)
        self._kinds = [kinds[word] for word in wordings]
        self._search = AhoCorasick(wordings, implementation=Implementation.DFA)

    def within(self, text: str) -> Seen:
        """What TEXT has of them."""
        padded = f"{folded(text)} "
        matches = self._search.find_matches_as_indexes(padded, overlapping=True)
        if not matches:
            return NOTHING_SEEN
        kinds = self._kinds
        cues: set[str] = set()
        offices: list[tuple[int, int]] = []
        posts: list[tuple[int, int]] = []
        attendance: list[int] = []
        for index, start, end in matches:
            kind = kinds[index]
            if kind & _WORDS and not (padded[end].isalnum() or padded[start - 1].isalnum()):
                if kind & _POST:
                    posts.append((start, end))
                if kind & _OFFICE:
                    offices.append((start, end))
            if kind & _CUE and (word := text[start:end]) in self._cues:
                cues.add(word)
            if kind & _ATTENDANCE:
                attendance.append(start)
        posts.sort()
        return Seen(frozenset(cues), offices, posts, attendance)

"""Patterns and phrases that are tried only where one of their first words stands, so that they needn't read whole texts."""

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from dagster_project.core.parties.text import folded

_TIED = "-_"


class Anchored:
    """PATTERN, whose every match begins with one of WORDS, whatever their case."""

    def __init__(self, words: Iterable[str], pattern: re.Pattern[str]):
        self._search = AhoCorasick(sorted({word.lower() for word in words}), implementation=Implementation.DFA)
        self._pattern = pattern

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in TEXT as the pattern's own `finditer` gives them."""
        starts = {start for _, start, _ in self._search.find_matches_as_indexes(folded(text), overlapping=True)}
        reached = 0
        for start in sorted(starts):
            if start >= reached and (found := self._pattern.match(text, start)):
                yield found
                reached = found.end()


class Words:
    """Phrases looked for as words of their own, whatever their case: none begins or ends within a word or beside a hyphen."""

    def __init__(self, phrases: Iterable[str]):
        self._search = AhoCorasick(sorted({phrase.lower() for phrase in phrases}), implementation=Implementation.DFA)

    def starts(self, text: str) -> list[int]:
        """Where phrases begin in TEXT, in order; of overlapping ones the first, of those at one place the longest."""
        padded = f"{folded(text)} "
        longest: dict[int, int] = {}
        for _, start, end in self._search.find_matches_as_indexes(padded, overlapping=True):
            after, before = padded[end], padded[start - 1]
            if after.isalnum() or before.isalnum() or after in _TIED or before in _TIED:
                continue
            if longest.get(start, 0) < end:
                longest[start] = end
        found: list[int] = []
        reached = 0
        for start, end in sorted(longest.items()):
            if start >= reached:
                found.append(start)
                reached = end
        return found

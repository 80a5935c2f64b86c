"""A pattern that is tried only where one of its first words stands, so that it needn't read whole texts."""

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.core.parties.text import folded


class Anchored:
    """PATTERN, whose every match begins with one of WORDS, whatever their case."""

    def __init__(self, words: Iterable[str], pattern: re.Pattern[str]):
        self._search = AhoCorasick(sorted({word.lower() for word in words}), matchkind=MatchKind.Standard)
        self._pattern = pattern

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in TEXT as the pattern's own `finditer` gives them."""
        starts = {start for _, start, _ in self._search.find_matches_as_indexes(folded(text), overlapping=True)}
        reached = 0
        for start in sorted(starts):
            if start >= reached and (found := self._pattern.match(text, start)):
                yield found
                reached = found.end()

"""What may follow a country's name and belong to it: the words of its bodies, and epithets between."""

import re
from collections.abc import Iterable
from typing import Final

from dagster_project.core.parties.kinds import MOST_REMEMBERED

FIRST_WORD: Final = re.compile(r"(?:[^\W_]|-)+")
BETWEEN: Final = frozenset(
    {
        "puppet",
        "conservative",
        "ultra-right",
        "fascist",
        "reactionary",
        "ruling",
        "present",
        "current",
        "military",
        "new",
    }
)
"""Epithets that may stand between a country and its body."""


class GoingOn(dict[str, bool]):
    """Whether a country's name may go on, by the text behind it up to the next space, remembered for what texts have often."""

    def __init__(self, first_words: Iterable[str]):
        super().__init__()
        self._first_words = frozenset(first_words) | BETWEEN

    def __missing__(self, following: str) -> bool:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = FIRST_WORD.match(following)
        word = found.group() if found else ""
        goes_on = self[following] = word in self._first_words or word.lower() in self._first_words
        return goes_on

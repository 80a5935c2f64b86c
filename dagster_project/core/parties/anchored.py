"""Patterns and phrases that are tried only where their first words were seen, so that they needn't read whole texts."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_TIED: Final = "-_"


def matches_at(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches of PATTERN in TEXT as its own `finditer` gives them; STARTS holds all places where one can begin."""
    reached = 0
    for start in sorted(set(starts)):
        if start >= reached and (found := pattern.match(text, start)):
            yield found
            reached = found.end()


def words_apart(text: str, spans: Iterable[tuple[int, int]]) -> list[int]:
    """Where those of SPANS begin in TEXT, in order, that neither begin nor end within a word or beside a hyphen.

    Of overlapping ones it is the first, of those at one place the longest.
    """
    padded = f"{text} "
    longest: dict[int, int] = {}
    for start, end in spans:
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

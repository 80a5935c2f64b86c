"""Capitalised phrases that no rule recognised, for the people who extend the reference data."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dagster_project.core.parties.text import plain

_PHRASE: Final = re.compile(r"[A-Z][\w'&-]*(?:(?: (?:of|for|and|the|de|al|bin)(?: the)?)? [A-Z][\w'&-]*)*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:][\"')]*\s|\n)[\"'(]*$")


def unknown_phrases(body: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The capitalised phrases of BODY that touch none of SPANS, the mentions and datelines found in it.

    A single word at the start of a sentence is left out: there every word has a capital.
    """
    text = plain(body)
    taken = sorted(spans)
    for found in _PHRASE.finditer(text):
        start, end = found.span()
        if any(begin < end and start < stop for begin, stop in taken):
            continue
        first, _, rest = found.group().partition(" ")
        if _SENTENCE_START.search(text[max(0, start - 8) : start]):
            if not rest or not rest[0].isupper():
                continue
            phrase = rest if first in _COMMON_OPENERS else found.group()
        else:
            phrase = found.group()
        yield phrase


_COMMON_OPENERS: Final = frozenset(
    {"The", "A", "An", "In", "On", "At", "This", "That", "It", "And", "But", "When", "For"}
)

"""Capitalised phrases that no rule recognised: the queue for the people who extend the reference data.

What is no name is left out as far as texts tell: words that they write mostly with a small letter, months, single letters,
numbers, and the phrases that were reviewed and found to be no parties.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from dagster_project.core.parties.kinds import MONTHS
from dagster_project.core.parties.reading import Reading, read
from dagster_project.core.parties.text import plain

_LINKS: Final = frozenset({" ", " of ", " of the ", " for ", " for the ", " al ", " de ", " bin "})
_SMALL_WORD: Final = re.compile(r"(?<![\w'-])[a-z]{2,}(?![\w'-])")
_STYLES: Final = ("-style", "-based", "-oriented", "-type", "-class", "-version")
_OPENS: Final = re.compile(r"(?:^|[.!?:;\n\"(-])[\s\"'(]*$")


class UnknownPhrase(NamedTuple):
    """A phrase with how many articles have it, and one of them."""

    phrase: str
    articles: int
    example: str


class UnknownPhrases:
    """Gathers phrases over many articles.

    NOT_NAMES are words in lower case that are no part of a name, REVIEWED phrases that are no parties, LISTED wordings in
    lower case that do name one elsewhere, under guards that were not met.
    """

    def __init__(
        self, not_names: frozenset[str], reviewed: frozenset[str] = frozenset(), listed: Container[str] = frozenset()
    ):
        self._not_names = not_names
        self._reviewed = reviewed
        self._listed = listed
        self._articles: Counter[str] = Counter()
        self._example: dict[str, str] = {}
        self._small: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()

    def add(self, article_id: str, body: str, spans: Sequence[tuple[int, int]]) -> None:
        """Take in an article's BODY, in which SPANS are the mentions and datelines."""
        text = plain(body)
        self._small.update(_SMALL_WORD.findall(text))
        reading = read(text)
        self._capital.update(word.lower() for word in reading.words)
        for phrase in sorted(set(_phrases(reading, sorted(spans), self._not_names))):
            self._articles[phrase] += 1
            self._example.setdefault(phrase, article_id)

    def ranked(self, limit: int) -> list[UnknownPhrase]:
        """The LIMIT phrases that most articles have, in that order."""
        rows = [
            UnknownPhrase(phrase, count, self._example[phrase])
            for phrase, count in self._articles.items()
            if not self._is_common(phrase)
        ]
        return sorted(rows, key=lambda row: (-row.articles, row.phrase))[:limit]

    def _is_common(self, phrase: str) -> bool:
        """Whether every word of PHRASE is one that the texts write mostly small, or the phrase was reviewed."""
        if phrase.lower() in self._listed or phrase in self._reviewed or phrase.removesuffix("s") in self._reviewed:
            return True
        words = [word.lower() for word in phrase.split() if word[0].isupper()]
        return all(self._small[word] >= self._capital[word] or word in self._not_names for word in words)


def _phrases(reading: Reading, spans: Sequence[tuple[int, int]], not_names: frozenset[str]) -> Iterator[str]:
    """The runs of capitalised words that touch none of SPANS, without the words at both ends that open sentences."""
    starts = [start for start, _ in spans]
    first = 0
    while first < len(reading.words):
        last = first
        while (
            last + 1 < len(reading.words)
            and reading.gaps[last + 1] in _LINKS
            and not _taken(reading, last + 1, spans, starts)
        ):
            last += 1
        if not _taken(reading, first, spans, starts):
            yield from _trimmed(reading, first, last, not_names)
        first = last + 1


def _taken(reading: Reading, i: int, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, reading.ends[i] - 1) - 1
    return at >= 0 and spans[at][1] > reading.starts[i]


def _trimmed(reading: Reading, first: int, last: int, not_names: frozenset[str]) -> Iterator[str]:
    """The phrase of words FIRST to LAST, where something of a name is left of it; one word that opens a sentence is none."""
    opening = _OPENS.search(reading.text, max(0, reading.starts[first] - 6), reading.starts[first]) is not None
    if opening and (first == last or reading.words[first].lower() in not_names):
        first += 1
    while last >= first and _is_no_name(reading.words[last]):
        last -= 1
    while first <= last and _is_no_name(reading.words[first]):
        first += 1
    if first <= last:
        yield " ".join(reading.text[reading.starts[first] : reading.ends[last]].split())


def _is_no_name(word: str) -> bool:
    return (
        len(word.strip(".")) < 2
        or word[0].isdigit()
        or word.startswith("No.")
        or word.rstrip(".") in MONTHS
        or word.endswith(_STYLES)
    )

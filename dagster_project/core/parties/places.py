"""Places that no list holds, by their form: 'Uiju County', 'Mirae Scientists Street', 'Tongchang-ri', 'Mt. Kuwol'."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from dagster_project.core.parties.records import Candidate, Vocabulary

_CAP: Final = r"[A-Z][\w']*(?:-[A-Za-z]+)?"
_VILLAGE = re.compile(r"(?<![\w-])[A-Z][a-z]+-(?:ri|up|dong|gu|do|guyok|kun)(?![\w-])")
_MOUNT = re.compile(r"(?<![\w-])(?:Mt\.?|Mount|Lake) (?:[A-Z][\w-]+)(?: [A-Z][\w-]+)?")


@lru_cache(maxsize=8)
def _pattern(heads: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted((re.escape(h) for h in heads), key=lambda h: (-len(h), h)))
    return re.compile(rf"(?<![\w'.-])(?P<name>{_CAP}(?: (?!(?:{names})\b){_CAP}){{0,4}}) (?P<head>{names})(?![\w-])")


def unlisted_places(text: str, vocabulary: Vocabulary) -> Iterator[Candidate]:
    """Places in TEXT by their form; a run that starts a sentence is cut of words that are no name."""
    for found in _pattern(vocabulary.place_heads).finditer(text):
        start = found.start()
        for word in found["name"].split(" "):
            if word.lower() not in vocabulary.not_names:
                break
            start += len(word) + 1
        if start >= found.end("name"):
            continue
        yield Candidate(start, found.end(), f"place:{text[start : found.end()]}", "place", "place:head", 0.8, -1)
    for rule, pattern in (("place:village", _VILLAGE), ("place:mountain", _MOUNT)):
        for found in pattern.finditer(text):
            yield Candidate(found.start(), found.end(), f"place:{found.group()}", "place", rule, 0.85, -1)

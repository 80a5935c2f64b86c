"""Headlines: every word has a capital there, so that only the body tells which words are a name."""

import re
from collections.abc import Iterable
from typing import Final

from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.reading import Reading
from dagster_project.core.parties.records import Candidate

_WORD: Final = re.compile(r"(?<![\w.-])([A-Z][a-z]+)(?![\w-])")
_BY_FORM: Final = ("body:own_words", "place:head", "after_title", "before_", "korean_name", "press:")
_FEWEST: Final = 2


def recased(title: str, body: Reading) -> str:
    """TITLE as a sentence would have it, of the same length: words that BODY has only with a small letter get one.

    Where all of it is in capitals, each word keeps its first only; words of two letters or without a vowel stay.
    """
    if title.isupper() and " " in title:
        title = " ".join(
            w if len(w) < 3 or not any(c in "AEIOUY" for c in w) else w.capitalize() for w in title.split(" ")
        )
    parts: list[str] = _WORD.split(title)
    capitals = frozenset(body.words)
    for i in range(1, len(parts), 2):
        if parts[i] not in capitals:
            parts[i] = _small(parts[i], body.text)
    return "".join(parts)


def _small(word: str, text: str) -> str:
    """WORD with a small letter where TEXT has it so."""
    small = word[0].lower() + word[1:]
    at = text.find(f" {small}")
    while at >= 0:
        if not text[at + 1 + len(small) : at + 2 + len(small)].isalnum():
            return small
        at = text.find(f" {small}", at + 1)
    return word


def held_by_body(
    gazetteer: Gazetteer, reading: Reading, candidates: Iterable[Candidate], body: Reading
) -> list[Candidate]:
    """The CANDIDATES of a headline without those whose form alone makes them names and whose words the BODY has none of.

    Words at the left that the body doesn't capitalise are cut off ('Visits Jungphyong Farm'); what then is a single word,
    or has such a word further on, is no candidate.
    """
    kept: list[Candidate] = []
    capitals: frozenset[str] = frozenset()
    for c in candidates:
        if not c[4].startswith(_BY_FORM):
            kept.append(c)
            continue
        capitals = capitals or frozenset(body.words)
        inside = [i for i, start in enumerate(reading.starts) if c.start <= start < c.end]
        while inside and reading.words[inside[0]] not in capitals:
            inside = inside[1:]
        if len(inside) < _FEWEST or any(reading.words[i] not in capitals for i in inside):
            continue
        start = reading.starts[inside[0]]
        if start == c.start:
            kept.append(c)
        elif c.type == "organization":
            surface = reading.text[start : c.end]
            party_id, rule = gazetteer.body_ids.of(surface)
            kept.append(c._replace(start=start, party_id=party_id, rule=rule))
        elif c.type == "place":
            kept.append(c._replace(start=start, party_id=f"place:{reading.text[start : c.end]}"))
    return kept

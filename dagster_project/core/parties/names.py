"""Names of persons that no list holds: Korean ones by surname and syllables, foreign ones by what stands beside them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from dagster_project.core.parties.records import Candidate, Vocabulary

_SYLLABLE: Final = (
    r"(?:kk|tt|pp|ss|jj|kh|th|ph|ch|[gkndtrlmbpsjh])?(?:yae|wae|yo|ya|ye|yu|yo|wa|wo|we|wi|oe|ui|ae|eo|eu|oo|ee|[aeiou])"
    r"(?:ng|k|n|t|l|m|p|r)?"
)
"""A syllable as North and South Korean names are romanised: an initial, a vowel, one of seven finals."""
_GIVEN = re.compile(rf"{_SYLLABLE}(?:-?{_SYLLABLE})?", re.IGNORECASE)
_FOREIGN_WORD: Final = r"(?:[A-Z][a-z]*\.|[A-Z][\w'-]*[a-z][\w'-]*|[A-Z]{2,3}(?=[ ,]))"
_PARTICLE: Final = r"(?:al|el|bin|ibn|de|da|dos|del|la|van|von|der|den|di|du|ould|bint|y|e)"
_NAME: Final = rf"{_FOREIGN_WORD}(?:[ -](?:{_PARTICLE} )?{_FOREIGN_WORD}){{0,4}}"


@lru_cache(maxsize=8)
def _korean_pattern(vocabulary_surnames: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(vocabulary_surnames, key=lambda s: (-len(s), s)))
    return re.compile(
        rf"(?<![\w'.-])({names}) ([A-Z][A-Za-z]{{0,6}}(?:-[A-Za-z]{{1,6}})?)(?: ([A-Z][A-Za-z]{{0,6}}))?(?![\w-])"
    )


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether WORD can be a part of a Korean given name."""
    return _GIVEN.fullmatch(word) is not None


def korean_names(text: str, vocabulary: Vocabulary) -> Iterator[Candidate]:
    """Korean names in TEXT: a surname and one or two parts that are syllables.

    A surname that is also an English word (An, So, To …) counts only with two parts of a given name.
    """
    pattern = _korean_pattern(vocabulary.surnames)
    position = 0
    while found := pattern.search(text, position):
        surname, first, second = found.group(1), found.group(2), found.group(3)
        position = found.end(1) + 1
        if not is_syllable(first) or first.lower() in vocabulary.not_names:
            continue
        end = found.end(2)
        if second and is_syllable(second) and second.lower() not in vocabulary.not_names:
            end = found.end(3)
        elif "-" not in first and surname in vocabulary.short_surnames:
            continue
        name = _spelt(text[found.start() : end])
        yield Candidate(found.start(), end, f"person:{name}", "person", "korean_name", 0.9 if second else 0.7)
        position = end


def _spelt(name: str) -> str:
    """NAME with each part capitalised once: 'Kim Jong UN' and 'Kim Jong Un' are one."""
    return " ".join(part.capitalize() if part.isupper() else part for part in name.split())


@lru_cache(maxsize=8)
def _foreign_patterns(titles: frozenset[str], heads: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    title = "|".join(sorted((re.escape(t) for t in titles), key=lambda t: (-len(t), t)))
    head = "|".join(sorted((re.escape(h) for h in heads), key=lambda h: (-len(h), h)))
    after_title = re.compile(rf"\b(?:{title}) (?P<name>{_NAME})")
    before_role = re.compile(
        rf"(?<![\w'.-])(?P<name>{_NAME}), (?:the |then |an? |former |acting |first |deputy |vice[- ])*"
        rf"(?:(?!and\b)[A-Za-z'.-]+ ){{0,5}}?(?:{head})\b"
    )
    return after_title, before_role


def foreign_names(text: str, vocabulary: Vocabulary, blocked: Iterable[str] = ()) -> Iterator[Candidate]:
    """Names of two or more words after a title ('President X Y') or before a role ('X Y, foreign minister of').

    A run that begins or ends with a word that is no name (a country, a body's head, a month) is cut there.
    """
    after_title, before_role = _foreign_patterns(vocabulary.titles, vocabulary.role_heads)
    stop = vocabulary.not_names | frozenset(blocked)
    for rule, pattern, confidence in (("after_title", after_title, 0.75), ("before_role", before_role, 0.75)):
        for found in pattern.finditer(text):
            span = _trimmed(text, found.start("name"), found.end("name"), stop, from_left=rule == "before_role")
            if span is None:
                continue
            words = text[span[0] : span[1]].split()
            if len(words) < 2 or len(words) > 5:
                continue
            yield Candidate(*span, f"person:{' '.join(words)}", "person", rule, confidence, -1)


def _trimmed(text: str, start: int, end: int, stop: frozenset[str], *, from_left: bool) -> tuple[int, int] | None:
    """The part of the run [START, END) without stop words: what follows the last one, or what precedes the first."""
    kept: list[tuple[int, int]] = []
    for word in re.finditer(r"\S+", text[start:end]):
        if word.group().strip(".,'\"").lower() in stop or word.group().lower().split("-")[0] in stop:
            if from_left:
                kept = []
                continue
            break
        kept.append((start + word.start(), start + word.end()))
    while kept and len(text[kept[-1][0] : kept[-1][1]]) == 2 and text[kept[-1][1] - 1] == ".":
        kept.pop()
    return (kept[0][0], kept[-1][1]) if kept else None


def later_surnames(text: str, persons: Iterable[Candidate], surname_of: dict[str, str]) -> Iterator[Candidate]:
    """Surnames that stand alone after the full name, as the person named in full; SURNAME_OF gives them by person."""
    firsts: dict[str, tuple[int, str] | None] = {}
    for person in persons:
        surname = surname_of.get(person.party_id)
        if surname and len(surname) > 2:
            known = firsts.get(surname, (person.end, person.party_id))
            firsts[surname] = known if known is not None and known[1] == person.party_id else None
    for surname, owner in sorted(firsts.items()):
        if owner is None:
            continue
        for found in re.finditer(rf"(?<![\w.-]){re.escape(surname)}(?![\w])", text[owner[0] :]):
            yield Candidate(
                owner[0] + found.start(), owner[0] + found.end(), owner[1], "person", "later_surname", 0.85, -1
            )

"""The words of offices: heads ("secretary") with what may stand before them ("first vice-", "the then")."""

import re
from collections.abc import Iterable
from typing import Final

from dagster_project.core.parties.alternatives import any_case
from dagster_project.core.parties.records import Vocabulary

_MODIFIERS: Final = frozenset(
    {"first", "second", "third", "vice", "deputy", "senior", "chief", "honorary", "acting", "former", "then", "executive",
     "permanent", "standing", "general", "department", "section", "bureau", "political", "military", "foreign", "prime",
     "managing", "incumbent", "outgoing", "new", "newly-appointed", "special", "extraordinary", "plenipotentiary", "resident",
     "party", "responsible", "alternate", "presidential", "supreme", "state", "chairman", "editorial", "eternal", "director",
     "regional", "provincial", "national", "central", "international", "overall", "organizing", "co", "joint", "principal",
     "lifelong", "defence", "defense", "assistant", "top", "cultural", "commercial", "economic", "trade", "naval",
     "consular", "agricultural", "technical", "administrative"}
)  # fmt: skip
ARTICLES: Final = any_case(
    ["the ", "a ", "an ", "his ", "her ", "its ", "then ", "former ", "outgoing ", "incumbent ", "new ", "newly-appointed ",
     "visiting ", "current "]
)  # fmt: skip
_MOST_MODIFIERS: Final = 4
_TIED: Final = ("-", "_")
_LETTERS_AT_END: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?$")


class OfficeWords:
    """`pattern` is of an office from its articles to its head, which is the group of that name, and the office itself the
    group `role`; `heads` are the words that a head may be; `portfolio` is of ministers' portfolios in small letters.
    """

    def __init__(self, vocabulary: Vocabulary):
        heads = frozenset((*vocabulary.role_heads, *vocabulary.role_plurals))
        modifiers = any_case(_MODIFIERS)
        self.pattern: Final = re.compile(
            rf"(?:{ARTICLES})*(?P<role>(?:{modifiers}[ -]){{0,4}}(?P<head>{any_case(heads)}))(?![\w-])"
        )
        portfolios = _one_of(vocabulary.portfolios)
        self.portfolio: Final = re.compile(
            rf"(?:the )?{portfolios}(?:(?:, and the |, and |, | and the | and ){portfolios})*(?![\w-])"
        )
        self.heads: Final = frozenset((*heads, *(f"co-{h}" for h in heads)))


def _one_of(words: Iterable[str]) -> str:
    """A pattern of one of WORDS as they are written, the longest that can stand there first; of nothing without words."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})(?![\\w-])" if longest_first else "(?!)"


def modifiers_before(text: str, earliest: int, head: int) -> int:
    """Where the words of an office that stand directly before its HEAD begin, at EARLIEST at the earliest; HEAD without any."""
    begin = first = head
    for _ in range(_MOST_MODIFIERS):
        if begin <= earliest or text[begin - 1] not in " -":
            break
        word = text[max(text.rfind(" ", earliest, begin - 1) + 1, earliest) : begin - 1]
        if word.lower() not in _MODIFIERS:
            letters = _LETTERS_AT_END.search(word)
            word = letters.group() if letters else ""
            if word.lower() not in _MODIFIERS:
                word = word.rpartition("-")[2]
        if word.lower() not in _MODIFIERS:
            break
        begin -= len(word) + 1
        before = text[begin - 1 : begin]
        if not before.isalnum() and before not in _TIED:
            first = begin
    return first

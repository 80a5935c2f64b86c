"""What a search asks, and the words around what it found.

A search is words, "exact phrases", AND, OR, NOT, parentheses, a star at a word's end for words that begin so. Words that
stand beside each other must all occur. Words are runs of letters and digits; case and accents don't count, as in the
index (SQLite's unicode61).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dagster_project.core.errors import PalimpsestError

_TOKEN: Final = re.compile(r'\s*(?:"(?P<phrase>[^"]*)"|(?P<sign>[()])|(?P<word>[^\s()"]+))')
_WORD: Final = re.compile(r"[^\W_]+")
_JOINS: Final = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Search:
    """A search: `match` in the index's language, `phrases` as folded words whose place in a text can be shown.

    A phrase whose last word ends in a star is looked for as a beginning.
    """

    match: str
    phrases: tuple[tuple[str, ...], ...]


def fold(text: str) -> str:
    """TEXT without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain).lower()


def words(text: str) -> list[str]:
    """The folded words of TEXT."""
    return [fold(word.group()) for word in _WORD.finditer(text)]


def parse_search(*arguments: str) -> Search:
    """The search that ARGUMENTS ask, all of which must hold.

    An argument of several words without quotes, joins or parentheses is a phrase, as a shell's quotes make one. Raises
    PalimpsestError where nothing is asked or the search is no whole one.
    """
    asked = []
    for argument in arguments:
        pieces = argument.split()
        single = len(arguments) > 1 or len(pieces) > 1
        plain = not set('"()*') & set(argument) and not set(_JOINS) & set(pieces)
        asked.append(f'"{argument}"' if single and plain else f"({argument})" if len(arguments) > 1 else argument)
    parser = _Parser(" ".join(asked))
    return Search(parser.whole(), tuple(parser.phrases))


class _Parser:
    """Reads a search from left to right; NOT binds most, then AND, then OR."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.place = 0
        self.negated = 0
        self.phrases: list[tuple[str, ...]] = []

    def fail(self, what: str) -> PalimpsestError:
        return PalimpsestError(
            f'search: {what} in {self.text!r}; ask words, "exact phrases", AND, OR, NOT and parentheses'
        )

    def next_token(self) -> tuple[str, str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, kind: str, *values: str) -> bool:
        token = self.next_token()
        if token and token[0] == kind and token[1] in values:
            self.place += 1
            return True
        return False

    def whole(self) -> str:
        if self.text.count('"') % 2:
            raise self.fail("a quote is not closed")
        match = self.either()
        if self.next_token():
            raise self.fail(f"{self.tokens[self.place][1]} stands alone")
        return match

    def either(self) -> str:
        parts = [self.both()]
        while self.take("join", "OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def both(self) -> str:
        parts = [self.one()]
        without = []
        while (token := self.next_token()) and token not in (("sign", ")"), ("join", "OR")):
            if self.take("join", "NOT") or (self.take("join", "AND") and self.take("join", "NOT")):
                self.negated += 1
                without.append(self.one())
                self.negated -= 1
            else:
                parts.append(self.one())
        match = parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"
        for part in without:
            match = f"({match} NOT {part})"
        return match

    def one(self) -> str:
        token = self.next_token()
        if token is None:
            raise self.fail("something is missing at the end")
        if self.take("sign", "("):
            match = self.either()
            if not self.take("sign", ")"):
                raise self.fail("a parenthesis is not closed")
            return match
        if token[0] not in ("word", "phrase"):
            raise self.fail(f"{token[1]} has nothing to join")
        self.place += 1
        return self.term(token[1])

    def term(self, text: str) -> str:
        found, star = words(text), text.endswith("*")
        if not found:
            raise self.fail(f"{text!r} holds no word")
        if not self.negated:
            self.phrases.append((*found[:-1], f"{found[-1]}*" if star else found[-1]))
        return f'"{" ".join(found)}"{"*" if star else ""}'


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        if found["phrase"] is not None:
            yield "phrase", found["phrase"]
        elif found["sign"]:
            yield "sign", found["sign"]
        else:
            yield ("join" if found["word"] in _JOINS else "word"), found["word"]


def find_spans(text: str, search: Search) -> list[tuple[int, int]]:
    """Where TEXT has the search's words and phrases: spans in code points, in order, none overlapping."""
    places = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]
    found = []
    for at in range(len(places)):
        lengths = [len(p) for p in search.phrases if _stands(p, places, at)]
        if lengths:
            found.append((places[at][0], places[at + max(lengths) - 1][1]))
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _stands(phrase: tuple[str, ...], places: list[tuple[int, int, str]], at: int) -> bool:
    if at + len(phrase) > len(places):
        return False
    return all(
        place[2].startswith(word[:-1]) if word.endswith("*") else place[2] == word
        for word, place in zip(phrase, places[at:], strict=False)
    )


def cut_snippet(text: str, spans: list[tuple[int, int]], width: int = 160) -> tuple[str, list[tuple[int, int]]]:
    """About WIDTH characters of TEXT around the first of SPANS, on one line, and where the spans stand in them."""
    first = spans[0][0] if spans else 0
    start = max(0, first - width // 3)
    while start and text[start - 1].isalnum():
        start -= 1
    end = min(len(text), max(start + width, spans[0][1] if spans else 0))
    while end < len(text) and text[end].isalnum():
        end += 1
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    cut = "".join(c if c.isprintable() else " " for c in text[start:end])
    kept = [(a - start + len(head), b - start + len(head)) for a, b in spans if a >= start and b <= end]
    return f"{head}{cut}{tail}", kept

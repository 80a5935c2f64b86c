"""Under which dates and beside which words an alias names its party."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dagster_project.core.parties.kinds import MOST_REMEMBERED
from dagster_project.core.parties.records import Alias
from dagster_project.core.parties.text import word_after, word_before

_NO_WORD = frozenset(',;:)\n"')
"""Marks behind which no word is looked for."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The dates, first and last, between which an alias holds, and the words in lower case that must or must not be beside it.

    `dated`, `asks_before` and `asks_after` tell what of it must be asked at all.
    """

    dated: bool
    asks_before: bool
    asks_after: bool
    valid_from: date
    valid_to: date
    not_before: frozenset[str]
    not_after: frozenset[str]
    only_before: frozenset[str]
    only_after: frozenset[str]

    def refuses(self, text: str, start: int, end: int, day: date | None) -> bool:
        """Whether the alias doesn't name its party at [START, END) of TEXT, which a space closes, of DAY."""
        if self.dated and day is not None and not self.valid_from <= day <= self.valid_to:
            return True
        if self.asks_before:
            before = word_before(text, start)
            owner = before.removesuffix("'s")
            if before in self.not_before or owner in self.not_before:
                return True
            if self.only_before and before not in self.only_before and owner not in self.only_before:
                return True
        if self.asks_after:
            following = text[end : text.find(" ", end + 1)]
            after = _AFTER[following] if len(following) > 1 else _after(text, end)
            if after in self.not_after:
                return True
            if self.only_after and not _matches(after, self.only_after):
                return True
            return after[:1] == "-" and _matches(after, self.not_after)
        return False

    def refusal(self, text: str, start: int, end: int, day: date | None) -> str | None:
        """Why the alias doesn't name its party at [START, END) of TEXT of DAY: a date or a neighbour; None where it does."""
        if day is not None:
            if day < self.valid_from:
                return f"stands for it only from {self.valid_from}"
            if day > self.valid_to:
                return f"stands for it only until {self.valid_to}"
        if self.not_before or self.only_before:
            before = word_before(text, start)
            owner = before.removesuffix("'s")
            if before in self.not_before or owner in self.not_before:
                return f"not after '{before}'"
            if self.only_before and before not in self.only_before and owner not in self.only_before:
                return f"only after {_listing(self.only_before)}"
        if self.not_after or self.only_after:
            after = _after(text, end)
            if _matches(after, self.not_after):
                return f"not before '{after}'"
            if self.only_after and not _matches(after, self.only_after):
                return f"only before {_listing(self.only_after)}"
        return None


def guard_of(alias: Alias) -> Guard | None:
    """The guard of ALIAS; None where it names its party always and everywhere."""
    dated = not (alias.valid_from is None and alias.valid_to is None)
    before = bool(alias.not_before or alias.only_before)
    after = bool(alias.not_after or alias.only_after)
    if not (dated or before or after):
        return None
    return Guard(
        dated,
        before,
        after,
        alias.valid_from or date.min,
        alias.valid_to or date.max,
        alias.not_before,
        alias.not_after,
        alias.only_before,
        alias.only_after,
    )


@lru_cache(maxsize=1_000)
def _listing(words: frozenset[str]) -> str:
    shown = sorted(words)
    return ", ".join(f"'{word}'" for word in shown[:4]) + (" …" if len(shown) > 4 else "")


def _after(text: str, end: int) -> str:
    """What follows END: the next word in lower case, with a hyphen that ties it to the span; a full stop by itself."""
    mark = text[end : end + 1]
    if mark == ".":
        return "."
    if mark == "-":
        return "-" + word_after(text, end + 1)
    return "" if mark in _NO_WORD else word_after(text, end)


class _After(dict[str, str]):
    """What follows a span, by the text up to the next space but the first: no word goes beyond it."""

    def __missing__(self, following: str) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        word = self[following] = _after(following, 0)
        return word


_AFTER = _After()


def _matches(word: str, guards: frozenset[str]) -> bool:
    return word in guards or (word[:1] == "-" and (word[1:] in guards or "-" in guards))

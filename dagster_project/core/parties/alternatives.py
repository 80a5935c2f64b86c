"""Patterns of many words, written so that the regular expression engine reads common beginnings once."""

import re
from collections.abc import Iterable
from typing import Any

_END = ""
"""The mark of a word's end in a tree of letters."""


def any_case(words: Iterable[str]) -> str:
    """A pattern of one of WORDS, whatever their case, the longest that can stand there first.

    It is a tree of letters, each in both cases: at a place where none of thousands of words begins, one look tells so,
    where a list of words in a pattern that ignores case is tried word by word.
    """
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for letter in word.lower():
            branch = branch.setdefault(letter, {})
        branch[_END] = {}
    return _pattern(tree)


def _pattern(tree: dict[str, Any]) -> str:
    branches = [_letter(letter) + _pattern(tree[letter]) for letter in sorted(tree) if letter != _END]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and _END not in tree else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if _END in tree else joined


def _letter(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if letter.isalpha() else re.escape(letter)

"""The text as the rules read it: typographic marks made plain, every code point at its place."""

import re
from functools import lru_cache
from typing import Final

from dagster_project.core.typography import PLAIN_MARKS

_PLAIN: Final = {**PLAIN_MARKS, "\uff0d": "-", "\u00a0": " ", "\u202f": " ", "\t": " "}
_MARKS: Final = re.compile("[" + "".join(_PLAIN) + "]")

_ENDS_NO_WORD: Final = frozenset(",;:)!?\n")
"""Marks before which no word is looked for."""
_WORD_BEFORE = re.compile(r"[\w'.&-]+$")
_SHORT_FORM: Final = re.compile(r"\s*\([A-Z][\w.&-]*\)$")
_THE: Final = re.compile(r"^(?:the|The)\s+")
_MARKS_IN_NAMES: Final = re.compile(r"[.,\"]")
WORD_AFTER = re.compile(r"[ ]*([\w'&-]+(?:\.[A-Z]\.)*)")


def plain(text: str) -> str:
    """TEXT with typographic quotes, dashes and spaces made plain, each code point kept in its place."""
    if text.isascii() and "`" not in text and "\t" not in text:
        return text
    return _MARKS.sub(lambda mark: _PLAIN[mark.group()], text)


def folded(text: str) -> str:
    """TEXT in lower case, each code point kept in its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def word_before(text: str, position: int) -> str:
    """The word directly before POSITION on its line, in lower case; empty where there is none."""
    mark = text[position - 1 : position]
    if mark == " ":
        word = text[text.rfind(" ", 0, position - 1) + 1 : position - 1]
        if word.isalpha():
            return word.lower()
        if word[-1:] in _ENDS_NO_WORD:
            return ""
    elif mark == "\n":
        return ""
    line = text[max(0, position - 40) : position]
    line = line[line.rfind("\n") + 1 :].rstrip(" \"'(")
    word = line[line.rfind(" ") + 1 :]
    if word.isalpha():
        return word.lower()
    found = _WORD_BEFORE.search(word)
    return found.group().lower() if found else ""


def word_after(text: str, position: int) -> str:
    """The word directly after POSITION on its line, in lower case; empty where a mark stands between."""
    found = WORD_AFTER.match(text, position)
    return found.group(1).lower() if found else ""


def at_word_edges(text: str, start: int, end: int) -> bool:
    """Whether the span [START, END) begins and ends where words do."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (
        before.isalnum() or before == "_" or (before == "'" and start > 1 and text[start - 2].isalnum())
    ) and not (after.isalnum() or after == "_")


@lru_cache(maxsize=20_000)
def own_words(surface: str) -> str:
    """SURFACE as the id of an unlisted party: lower case, without marks that come and go."""
    words = _THE.sub("", _SHORT_FORM.sub("", surface))
    return " ".join(_MARKS_IN_NAMES.sub("", words).lower().split())

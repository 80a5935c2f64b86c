"""The text as the rules read it: typographic marks made plain, every code point at its place."""

import re
from typing import Final

from dagster_project.core.typography import PLAIN_MARKS

_PLAIN: Final = {**PLAIN_MARKS, "\uff0d": "-", "\u00a0": " ", "\u202f": " ", "\t": " "}
_MARKS: Final = re.compile("[" + "".join(_PLAIN) + "]")

_WORD_BEFORE = re.compile(r"[\w'.&-]+$")
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


def own_words(surface: str) -> str:
    """SURFACE as the id of an unlisted party: lower case, without marks that come and go."""
    words = re.sub(r"\s*\([A-Z][\w.&-]*\)$", "", surface)
    words = re.sub(r"^(?:the|The)\s+", "", words)
    return " ".join(re.sub(r"[.,\"]", "", words).lower().split())

"""Digests of a text: exact, and in substance.

Two texts that are equal in substance say the same in the same words. What does not count: white space (also where it
is missing altogether: the sites lose and gain spaces around dashes), the style of quotes, dashes and ellipses,
invisible characters, and the way in which accents are composed. Case and every other mark count.
"""

import hashlib
import re
import unicodedata
from datetime import date
from functools import lru_cache

from dagster_project.core.typography import PLAIN_MARKS

_TYPOGRAPHY = str.maketrans({**PLAIN_MARKS, "…": "..."})
_DASHES = re.compile(r"-{2,}")
# Joiners and spaces of no width, the soft hyphen, marks of direction, selectors of glyph variants.
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)


def substance(text: str) -> str:
    """TEXT without what is no change of wording: white space, typographic style, invisible characters."""
    if text.isascii():
        if text.isalnum():
            return text
        # The same as below, for letters that need no composing: space is all that can be unseen.
        plain = "".join(text.replace("`", "'").replace("''", '"').split())
        return _DASHES.sub("-", plain) if "--" in plain else plain
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).replace("''", '"')
    return _DASHES.sub("-", _UNSEEN.sub("", plain))


_remembered = lru_cache(maxsize=64)(substance)
"""A text is digested several times in a row: with and without its day, as an observation and as a revision."""


def text_digest(title: str, body: str, published_on: date | None) -> str:
    """SHA-256, in hex, of an exact text and its day."""
    return _sha256(title, body, published_on)


def content_digest(title: str, body: str, stated_on: date | None) -> str:
    """SHA-256, in hex, of a text in substance. An inferred date is no part of it: give None for one."""
    return _sha256(_remembered(title), _remembered(body), stated_on)


def _sha256(title: str, body: str, day: date | None) -> str:
    # Lone surrogates, which a broken page can hold, have no UTF-8 form of their own.
    return hashlib.sha256(f"{title}\x1f{body}\x1f{day or ''}".encode("utf-8", "surrogatepass")).hexdigest()

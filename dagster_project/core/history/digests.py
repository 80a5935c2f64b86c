"""Digests of a text: exact, and in substance."""

import hashlib
import re
import unicodedata
from datetime import date

_TYPOGRAPHY = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "…": "...",
    "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None, "\u00ad": None,
})
_DASHES = re.compile(r"-{2,}")
_SPACES = re.compile(r"\s+")


def substance(text: str) -> str:
    """TEXT without what is no change of wording: white space, typographic quotes, dashes and ellipses, invisible characters."""
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).replace("''", '"')
    return _SPACES.sub("", _DASHES.sub("-", plain))


def text_digest(title: str, body: str, published_on: date | None) -> str:
    """SHA-256, in hex, of an exact text."""
    return hashlib.sha256(f"{title}\x1f{body}\x1f{published_on or ''}".encode("utf-8", "surrogatepass")).hexdigest()


def content_digest(title: str, body: str, stated_on: date | None) -> str:
    """SHA-256, in hex, of a text in substance. An inferred date is no part of it: give None for one."""
    return hashlib.sha256(
        f"{substance(title)}\x1f{substance(body)}\x1f{stated_on or ''}".encode("utf-8", "surrogatepass")).hexdigest()

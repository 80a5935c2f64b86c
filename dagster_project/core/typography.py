"""Typographic marks and the plain ones that they stand for, one code point for one."""

from types import MappingProxyType
from typing import Final

PLAIN_MARKS: Final = MappingProxyType(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "′": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "″": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
    }
)
"""Quotes and dashes."""

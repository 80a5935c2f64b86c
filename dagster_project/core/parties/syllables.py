"""The parts of Korean given names, as North and South romanise them."""

import re
from functools import lru_cache
from typing import Final

_SYLLABLE: Final = (
    r"(?:kk|tt|pp|ss|jj|kh|th|ph|ch|[gkndtrlmbpsjh])?(?:yae|wae|yo|ya|ye|yu|yo|wa|wo|we|wi|oe|ui|ae|eo|eu|oo|ee|[aeiou])"
    r"(?:ng|k|n|t|l|m|p|r)?"
)
"""An initial, a vowel, one of seven finals."""
_GIVEN: Final = re.compile(rf"{_SYLLABLE}(?:-?{_SYLLABLE})?", re.IGNORECASE)
_LONGEST: Final = 8


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether WORD can be a part of a Korean given name."""
    return len(word) <= _LONGEST and _GIVEN.fullmatch(word) is not None

"""The cues of lists of attendees, as a pattern, and the words with which they begin."""

import re
from typing import Final


class AttendanceCues:
    """The cues of (cue, place) pairs: `pattern` is of one of them, `first_words` how they begin, in lower case.

    `places` tells by cue in lower case where it stands beside its names.
    """

    def __init__(self, cues: tuple[tuple[str, str], ...]):
        words = "|".join(
            sorted((re.escape(cue).replace(r"\.\.\.", r"[^.\n]{0,80}?") for cue, _ in cues), key=lambda c: (-len(c), c))
        )
        self.pattern: Final = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        self.first_words: Final = frozenset(cue.partition("...")[0].lower() for cue, _ in cues)
        self.places: Final = {cue.lower(): place for cue, place in cues}

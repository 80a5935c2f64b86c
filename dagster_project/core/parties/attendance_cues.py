"""The cues of lists of attendees, as a pattern that is tried only where one of their first words stands."""

import re
from typing import Final

from dagster_project.core.parties.anchored import Anchored


class AttendanceCues(Anchored):
    """Finds the cues of (cue, place) pairs; `places` tells by cue in lower case where it stands beside its names."""

    def __init__(self, cues: tuple[tuple[str, str], ...]):
        words = "|".join(
            sorted((re.escape(cue).replace(r"\.\.\.", r"[^.\n]{0,80}?") for cue, _ in cues), key=lambda c: (-len(c), c))
        )
        pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        super().__init__((cue.partition("...")[0] for cue, _ in cues), pattern)
        self.places: Final = {cue.lower(): place for cue, place in cues}

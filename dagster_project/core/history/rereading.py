"""What a newer extractor made of captures that were read before: it updates the rows, and the row says so.

The same bytes give another text only because the reading changed, not the site; so no revision comes of it. Revisions
are always made from one reading of each capture, the newest. This module says what the newer reading changed.
"""

from dataclasses import replace
from typing import Final

from dagster_project.core.history.records import Observation

REREAD: Final = "reread"
"""The rule that such notes name."""


def note_rereading(before: Observation, after: Observation) -> Observation:
    """AFTER, with a note where it reads another text, or another state, from the capture than BEFORE did.

    Notes of earlier rereadings are kept. Raises ValueError where the two are not of one capture and article.
    """
    if (before.capture_id, before.article_id) != (after.capture_id, after.article_id):
        raise ValueError(f"{after.article_id}: capture {after.capture_id} is no rereading of {before.capture_id}")
    kept = [note for note in before.notes if note.startswith(f"{REREAD}: ")]
    notes = [*kept, *(note for note in after.notes if note not in kept)]
    if (before.present, before.content_sha256) != (after.present, after.content_sha256):
        what = "another text" if before.present and after.present else "present" if after.present else "gone"
        notes.append(f"{REREAD}: {after.extractor} reads {what} where {before.extractor} read otherwise")
    return replace(after, notes=tuple(notes))

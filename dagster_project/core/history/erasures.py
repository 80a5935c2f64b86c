"""Who an article named and names no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dagster_project.core.history.records import Shown


@dataclass(frozen=True, slots=True)
class Erasure:
    """A party that an article no longer names: a row of `erasures`."""

    article_id: str
    party_id: str
    from_revision: int
    to_revision: int
    erased_at: datetime
    kind: str
    mentions_before: int
    mentions_after: int


def find_erasures(revisions: Sequence[Shown], mentions: Mapping[int, Mapping[str, int]]) -> tuple[Erasure, ...]:
    """The erasures between every two neighbours of REVISIONS; MENTIONS counts each party's mentions by revision.

    A party is erased by the first revision that does not name it; where that is a deletion, it is gone with the article.
    A revision that brings an article back without the party, compared with what stood before the deletion, edits it out.
    """
    found = []
    shown: Shown | None = None
    for after in revisions:
        if shown is not None:
            named = mentions.get(after.revision, {}) if after.change != "deleted" else {}
            kind = "deleted" if after.change == "deleted" else "edited_out"
            for party, count in sorted(mentions.get(shown.revision, {}).items()):
                if party not in named:
                    found.append(Erasure(after.article_id, party, shown.revision, after.revision, after.first_captured_at, kind, count, 0))
        if after.change != "deleted":
            shown = after
    return tuple(found)

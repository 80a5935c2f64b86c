"""Who an article named and names no more.

Each revision that shows a text is compared with the one that showed a text before it, deletions between them aside:

* A party named before and not after an edit is `edited_out`, by the first revision without it.
* A deletion takes with it whoever the last shown text names (`deleted`); not those edited out earlier.
* A text that comes back after a deletion is compared with the one that went: who is missing in it was edited out in
  between, besides having been gone for a while. Who is back keeps the row of the deletion: it did happen.
* One who is named again and erased again has a row for each time.

A party counts as named as long as words that named it still stand in the text: where a full name was cut and the
surname or an epithet is left, a reader still meets the person, whatever the rules for names make of the rest. Words
inside the longer name of another party ("Kim Chol" in "Kim Chol Su") are not such words.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dagster_project.core.history.records import Naming, Shown


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


def _stands(surface: str, shown: Shown, namings: Sequence[Naming]) -> bool:
    """Whether SURFACE stands in the text by itself: as whole words, and not within a longer name."""
    pattern = re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)")
    for name, text in (("title", shown.title), ("body", shown.body)):
        longer = [n for n in namings if n.field == name and n.char_end - n.char_start > len(surface)]
        for match in pattern.finditer(text):
            if not any(n.char_start <= match.start() and match.end() <= n.char_end for n in longer):
                return True
    return False


def _lost(before: Sequence[Naming], shown: Shown, after: Sequence[Naming]) -> list[tuple[str, int]]:
    """The parties of BEFORE that the text SHOWN does not name, with how often they were named."""
    counts = Counter(n.party_id for n in before)
    still = {n.party_id for n in after}
    surfaces: dict[str, set[str]] = {party: set() for party in counts.keys() - still}
    for naming in before:
        if naming.party_id in surfaces:
            surfaces[naming.party_id].add(naming.surface)
    return [
        (party, counts[party])
        for party, words in sorted(surfaces.items())
        if not any(_stands(surface, shown, after) for surface in sorted(words))
    ]


def find_erasures(revisions: Sequence[Shown], namings: Mapping[int, Sequence[Naming]]) -> tuple[Erasure, ...]:
    """The erasures of one article. REVISIONS are all of its, in order; NAMINGS are the mentions in each, by number."""
    found: list[Erasure] = []
    last: Shown | None = None
    for shown in revisions:
        gone = shown.change == "deleted"
        if last is not None:
            before = namings.get(last.revision, ())
            lost = (
                sorted(Counter(n.party_id for n in before).items())
                if gone
                else _lost(before, shown, namings.get(shown.revision, ()))
            )
            found += [
                Erasure(
                    shown.article_id,
                    party,
                    last.revision,
                    shown.revision,
                    shown.first_captured_at,
                    "deleted" if gone else "edited_out",
                    count,
                    0,
                )
                for party, count in lost
            ]
        last = last if gone else shown
    return tuple(found)

"""Who an article named and names no more.

Each revision that shows a text is compared with the one that showed a text before it, deletions between them aside:

* A party named before and not after an edit is `edited_out`, by the first revision without it.
* A deletion takes with it whoever the last shown text names (`deleted`); not those edited out earlier.
* A text that comes back after a deletion is compared with the one that went: who is missing in it was edited out in
  between, besides having been gone for a while. Who is back keeps the row of the deletion: it did happen.
* One who is named again and erased again has a row for each time.

A party counts as named as long as words that named it still stand in the text, whatever the rules for names make of
the rest: where a full name was cut and an epithet is left, a reader still meets the person. Three cases:

* The edit kept those words in their place. Then nobody took the party out, unless the words became part of a longer
  name of the same type ("Kim Chol" became "Kim Chol Su").
* The edit left the surname in the place of the full name, and it is one that may stand alone ("Dmitri Medvedev" became
  "Medvedev"): the name was shortened.
* The words stand elsewhere, by themselves: not within the longer name of another party ("Cuba" in "Bank of Cuba").

A surname elsewhere does not count: without the full name that explained it, "Lee" may be anybody.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dagster_project.core.history.diff import Diff, diff_texts
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


def _within(start: int, end: int, field: str, namings: Iterable[Naming]) -> Iterator[Naming]:
    """The longer ones of NAMINGS that hold the code points [START, END) of FIELD."""
    for n in namings:
        if n.field == field and n.char_start <= start and end <= n.char_end and n.char_end - n.char_start > end - start:
            yield n


def _stands(surface: str, shown: Shown, namings: Sequence[Naming]) -> bool:
    """Whether SURFACE stands in the text by itself: as whole words, and not within a longer name."""
    pattern = re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)")
    return any(
        not any(_within(m.start(), m.end(), field, namings))
        for field, text in (("title", shown.title), ("body", shown.body))
        for m in pattern.finditer(text)
    )


def _kept_span(diff: Diff, start: int, end: int) -> tuple[int, int] | None:
    """Where the words [START, END) of the older text stand in the newer one, or None where the edit touched them."""
    first = bisect_right(diff.old, start, key=lambda t: t.end)
    last = bisect_left(diff.old, end, key=lambda t: t.start)
    shift = 0
    for d in diff.differences:
        if d.old_from >= last:
            break
        if d.old_to > first:
            return None
        shift = d.new_to - d.old_to
    return (diff.new[first + shift].start, diff.new[last - 1 + shift].end) if first < last else None


def _is_kept(naming: Naming, diff: Diff, after: Sequence[Naming]) -> bool:
    span = _kept_span(diff, naming.char_start, naming.char_end)
    if span is None:
        return False
    kind = naming.party_id.partition(":")[0]
    return not any(n.party_id.partition(":")[0] == kind for n in _within(*span, naming.field, after))


def _is_shortened(naming: Naming, diff: Diff, after: Sequence[Naming]) -> bool:
    """Whether the edit left of a name the part that may stand alone."""
    first = bisect_left(diff.old, naming.char_start, key=lambda t: t.start)
    for token in diff.old[first:]:
        if token.start >= naming.char_end:
            break
        if token.plain == naming.short:
            return _is_kept(replace(naming, char_start=token.start, char_end=token.end), diff, after)
    return False


def _lost(last: Shown, before: Sequence[Naming], shown: Shown, after: Sequence[Naming]) -> list[tuple[str, int]]:
    """The parties of BEFORE that the text SHOWN does not name, with how often LAST named them."""
    counts = Counter(n.party_id for n in before)
    named = {n.party_id for n in after if n.by_itself}
    missing = [n for n in before if n.by_itself and n.party_id not in named]
    if missing:
        diffs = {
            "title": diff_texts("title", last.title, shown.title),
            "body": diff_texts("body", last.body, shown.body),
        }
        named |= {n.party_id for n in missing if _is_kept(n, diffs[n.field], after)}
        named |= {n.party_id for n in missing if n.short and _is_shortened(n, diffs[n.field], after)}
        surfaces = {(n.party_id, n.surface) for n in missing if n.party_id not in named}
        named |= {party for party, surface in surfaces if _stands(surface, shown, after)}
    return sorted((party, count) for party, count in counts.items() if party not in named)


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
                else _lost(last, before, shown, namings.get(shown.revision, ()))
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

"""Which of several overlapping candidates stands: the longest span wins."""

from bisect import bisect_left
from collections.abc import Iterable

from dagster_project.core.parties.records import Candidate


def resolve(candidates: Iterable[Candidate], masked: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """The candidates that stand, in reading order: longest first, then by rank, confidence and id; none overlaps another.

    MASKED spans are taken from the start. Cost grows with n log n.
    """
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(masked):
        starts.append(start)
        ends.append(end)
    kept: list[Candidate] = []
    for c in sorted(
        set(candidates), key=lambda c: (c.start - c.end, -c.rank, -c.confidence, c.start, c.party_id, c.rule)
    ):
        at = bisect_left(starts, c.end)
        if at and ends[at - 1] > c.start:
            continue
        starts.insert(at, c.start)
        ends.insert(at, c.end)
        kept.append(c)
    kept.sort(key=lambda c: c.start)
    return kept

"""Which of several overlapping candidates stands: the longest span wins."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from dagster_project.core.parties.records import Candidate


def resolve(candidates: Iterable[Candidate], masked: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """The candidates that stand, in reading order: longest first, then by rank, confidence and id; none overlaps another.

    MASKED spans are taken from the start. Candidates are settled in groups that overlap one another, most of which are of
    one candidate only. Cost grows with n log n.
    """
    taken = sorted(masked)
    kept: list[Candidate] = []
    group: list[Candidate] = []
    reached = -1
    for c in sorted(candidates):
        if group and c.start >= reached:
            _settle(group, taken, kept)
            group = []
        group.append(c)
        if c.end > reached or len(group) == 1:
            reached = c.end
    if group:
        _settle(group, taken, kept)
    return kept


def _settle(group: list[Candidate], taken: Sequence[tuple[int, int]], kept: list[Candidate]) -> None:
    """Add to KEPT, in reading order, those of a GROUP of overlapping candidates that stand beside what is TAKEN."""
    if taken:
        group = [c for c in group if not any(start < c.end and c.start < end for start, end in taken)]
    if len(group) < 2:
        kept.extend(group)
        return
    group.sort(key=_claim)
    starts: list[int] = []
    ends: list[int] = []
    standing: list[Candidate] = []
    for c in group:
        at = bisect_left(starts, c.end)
        if at and ends[at - 1] > c.start:
            continue
        starts.insert(at, c.start)
        ends.insert(at, c.end)
        standing.insert(at, c)
    kept.extend(standing)


def _claim(c: Candidate) -> tuple[int, int, float, int, str, str]:
    return c.start - c.end, -c.rank, -c.confidence, c.start, c.party_id, c.rule

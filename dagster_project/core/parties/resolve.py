"""Which of several overlapping candidates stands: the longest span wins."""

from bisect import bisect_left
from collections.abc import Iterable

from dagster_project.core.parties.records import Candidate


def resolve(candidates: Iterable[Candidate], masked: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """The candidates that stand, in reading order: longest first, then by rank, confidence and id; none overlaps another.

    MASKED spans are taken from the start. Candidates are settled in groups that overlap one another, most of which are of
    one candidate only. Cost grows with n log n.
    """
    taken = list(masked)
    if taken:
        candidates = [c for c in candidates if not any(start < c.end and c.start < end for start, end in taken)]
    kept: list[Candidate] = []
    group: list[Candidate] = []
    reached = -1
    for c in sorted(candidates):
        start, end = c[:2]
        if start >= reached:
            kept += group if len(group) < 2 else _settled(group, reached)
            group = [c]
            reached = end
        else:
            group.append(c)
            reached = max(reached, end)
    kept += _settled(group, reached)
    return kept


def _settled(group: list[Candidate], end: int) -> list[Candidate]:
    """Those of a GROUP of overlapping candidates that stand, in reading order; the group ends at END."""
    if len(group) < 2:
        return group
    begin = group[0][0]
    whole = [c for c in group if c[1] == end and c[0] == begin]
    if whole:
        return whole if len(whole) == 1 else [min(whole, key=_claim)]
    starts: list[int] = []
    ends: list[int] = []
    standing: list[Candidate] = []
    for c in sorted(group, key=_claim):
        start, stop = c[:2]
        at = bisect_left(starts, stop)
        if at and ends[at - 1] > start:
            continue
        starts.insert(at, start)
        ends.insert(at, stop)
        standing.insert(at, c)
    return standing


def _claim(c: Candidate) -> tuple[int, int, float, int, str, str]:
    """By what a candidate goes before others, the least first."""
    start, end, party_id, _, rule, confidence, rank = c
    return start - end, -rank, -confidence, start, party_id, rule

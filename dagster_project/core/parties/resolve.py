"""Which of several overlapping candidates stands: the longest span wins."""

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter
from typing import Final

from dagster_project.core.parties.records import Candidate

_START: Final = itemgetter(0)


def resolve(candidates: Iterable[Candidate], masked: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """The candidates that stand, in reading order: longest first, then by rank, confidence and id; none overlaps another.

    MASKED spans are taken from the start. Candidates are settled in groups that overlap one another, of most of which
    one spans all the others. Cost grows with n log n.
    """
    taken = list(masked)
    if taken:
        candidates = [c for c in candidates if not any(start < c.end and c.start < end for start, end in taken)]
    ordered = sorted(candidates, key=_START)
    kept: list[Candidate] = []
    longest: Candidate | None = None
    first, begin, reached = 0, -1, -1
    for i, c in enumerate(ordered):
        start, end = c[0], c[1]
        if start >= reached:
            if longest is not None:
                kept.append(longest)
            elif i:
                kept += _settled(ordered[first:i])
            longest, first, begin, reached = c, i, start, end
        elif end > reached:
            longest, reached = c if start == begin else None, end
        elif longest is not None and end == reached and start == begin:
            longest = c if _claim(c) < _claim(longest) else longest
    if longest is not None:
        kept.append(longest)
    elif ordered:
        kept += _settled(ordered[first:])
    return kept


def _settled(group: list[Candidate]) -> list[Candidate]:
    """Those of a GROUP of overlapping candidates that stand, in reading order."""
    starts: list[int] = []
    ends: list[int] = []
    standing: list[Candidate] = []
    for c in sorted(group, key=_claim):
        start, stop = c[0], c[1]
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

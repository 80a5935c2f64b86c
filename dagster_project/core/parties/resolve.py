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
        if c.start >= reached:
            if len(group) > 1:
                kept.extend(_settled(group))
            else:
                kept.extend(group)
            group = [c]
            reached = c.end
        else:
            group.append(c)
            reached = max(reached, c.end)
    kept.extend(_settled(group))
    return kept


def _settled(group: list[Candidate]) -> list[Candidate]:
    """Those of a GROUP of overlapping candidates that stand, in reading order."""
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
    return standing


def _claim(c: Candidate) -> tuple[int, int, float, int, str, str]:
    return c.start - c.end, -c.rank, -c.confidence, c.start, c.party_id, c.rule

"""Whether a number is unlike those before it: by the median and the median deviation, which a few wild runs do not move."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

FEWEST: Final = 8
"""Earlier numbers below which nothing can be called unusual."""
WIDTH: Final = 6.0
"""Allowed distance from the median, in median deviations scaled to a normal's standard deviation (Iglewicz and Hoaglin)."""
SCALE: Final = 1.4826
LEAST_SHARE: Final = 0.5
"""Less than this share of the median is never called unusual, however alike the numbers before were."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What was usual before: the median of `runs` numbers, and the ends of what is not called unusual."""

    median: float
    low: float
    high: float
    runs: int

    def holds(self, value: float) -> bool:
        """Whether VALUE is like those before."""
        return self.low <= value <= self.high


def usual(past: Sequence[float]) -> Usual | None:
    """What is usual by PAST; None where that is too little to tell."""
    if len(past) < FEWEST:
        return None
    middle = median(past)
    spread = SCALE * median(abs(value - middle) for value in past)
    reach = max(WIDTH * spread, LEAST_SHARE * abs(middle))
    return Usual(middle, middle - reach, middle + reach, len(past))

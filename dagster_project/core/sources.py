"""A source of captures as configured, and when its pages are asked for again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

DAY: Final = 86_400.0
GONE_DAYS: Final = (1.0, 3.0, 14.0, 60.0, 180.0)
"""Days until an article that the site no longer has is asked for again; after the last it is left."""


@dataclass(frozen=True, slots=True)
class Source:
    """A row of data/reference/sources.csv, whose columns it has."""

    source: str
    kind: Literal["live", "wayback"]
    hosts: tuple[str, ...]
    lists: tuple[str, ...]
    older: str | None
    pause_s: float
    budget: int
    every_hours: float
    note: str


@dataclass(frozen=True, slots=True)
class RecaptureRule:
    """Until an age in days (None: for ever), the hours between two captures."""

    until_days: float | None
    every_hours: float


def next_capture(age_s: float, rules: Sequence[RecaptureRule]) -> float:
    """Seconds from a capture of an article AGE_S seconds after it was first seen until the next.

    >>> next_capture(3600.0, [RecaptureRule(1, 6), RecaptureRule(None, 4320)]) / 3600
    6.0
    """
    for rule in rules:
        if rule.until_days is None or age_s < rule.until_days * DAY:
            return rule.every_hours * 3600
    raise ValueError("no rule of re-capture holds for ever; the last row of recapture.csv must have no until_days")


def next_when_gone(times: int) -> float | None:
    """Seconds until an article found gone TIMES times in a row (from 1) is asked for again; None where no more."""
    return GONE_DAYS[times - 1] * DAY if times <= len(GONE_DAYS) else None

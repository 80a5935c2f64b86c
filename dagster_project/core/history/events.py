"""Losses and returns of many articles of a site at once, told apart from the deletion of single ones.

The unit is a site's day of captures. On a day of loss, at least half of the articles that were live and were asked for
again are found gone. Days of loss that follow one another within three days, without another day between them, are one
event; it counts from 20 articles on. The same holds for returns, of articles that were gone and were asked for again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final, Literal

EventKind = Literal["site_loss", "site_return"]

MIN_ARTICLES: Final = 20
MIN_SHARE: Final = 0.5
MAX_GAP_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class SiteDay:
    """A site's captures of one day (UTC): a row of `site_days`.

    `asked_live` counts articles that were live at their last capture before and were captured again, `lost` those of
    them found gone; `asked_gone` and `returned` the same of articles that were gone.
    """

    site: str
    day: date
    first_at: datetime
    last_at: datetime
    asked_live: int
    lost: int
    asked_gone: int
    returned: int


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `events`."""

    event_id: str
    site: str
    kind: EventKind
    first_at: datetime
    last_at: datetime
    articles_before: int
    articles_affected: int


def _counts(day: SiteDay, kind: EventKind) -> tuple[int, int]:
    """How many were asked for, and how many of them changed their state."""
    return (day.asked_live, day.lost) if kind == "site_loss" else (day.asked_gone, day.returned)


def _runs(days: Sequence[SiteDay], kind: EventKind) -> list[list[SiteDay]]:
    """The runs of days of that kind among DAYS, which are one site's, in order."""
    runs: list[list[SiteDay]] = []
    unbroken = False
    for day in days:
        asked, changed = _counts(day, kind)
        if asked == 0:
            continue  # a day that asked for none says nothing
        if changed < MIN_SHARE * asked:
            unbroken = False
            continue
        if unbroken and (day.day - runs[-1][-1].day).days <= MAX_GAP_DAYS:
            runs[-1].append(day)
        else:
            runs.append([day])
        unbroken = True
    return runs


def find_events(days: Iterable[SiteDay]) -> tuple[Event, ...]:
    """The events that DAYS show, in the order of their ids. DAYS are all of each site's, in any order."""
    found: list[Event] = []
    kinds: tuple[EventKind, ...] = ("site_loss", "site_return")
    ordered = sorted(days, key=lambda d: (d.site, d.day))
    for site, group in groupby(ordered, key=lambda d: d.site):
        listed = list(group)
        for kind in kinds:
            for run in _runs(listed, kind):
                asked, changed = (sum(values) for values in zip(*(_counts(d, kind) for d in run), strict=True))
                if changed >= MIN_ARTICLES:
                    first, last = min(d.first_at for d in run), max(d.last_at for d in run)
                    event_id = f"{site}/{run[0].day.isoformat()}/{kind}"
                    found.append(Event(event_id, site, kind, first, last, asked, changed))
    return tuple(sorted(found, key=lambda e: e.event_id))

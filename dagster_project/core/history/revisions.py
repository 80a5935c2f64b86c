"""From what the captures of an article showed to its revisions. The order in which captures arrive doesn't matter.

Captures are read in the order of (captured_at, capture_id). An unbroken run of captures that show the same text in
substance is one revision; so is an unbroken run of captures that found the article gone. Hence:

* text that returns to an older wording is a revision of its own (`edited`);
* a lone capture that found the article gone, between two that show it, is a deletion and a return: that is what was
  observed, and the two captures around it say how long it can have lasted;
* what was gone before it was ever shown is no part of the history: no text of it is known;
* a page that was blocked, broken off or out of reach is no observation at all, and so cuts no run in two.

The day of publication: one that a page states outranks one that was inferred. A page that states none, or whose day
was inferred, contradicts nothing and takes the stated day of the captures before it, else of those after it. Where
all are inferred, the earliest capture's counts: it had the fewest years to choose from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dagster_project.core.dates import nearest_day
from dagster_project.core.history.diff import similarity
from dagster_project.core.history.digests import content_digest
from dagster_project.core.history.records import History, Observation, Revision, TextVersion

_Day = tuple[date | None, str | None]


@dataclass(slots=True)
class _Interval:
    """Captures in a row that show the same text in substance, or that the article is gone."""

    present: bool
    wording: str
    observations: list[Observation] = field(default_factory=list)
    stated: date | None = None
    stated_from: str | None = None


def _cut_intervals(observations: Sequence[Observation], texts: Mapping[str, TextVersion]) -> list[_Interval]:
    """OBSERVATIONS in the order of capture, cut where the text differs in substance or the article goes or returns."""
    found: list[_Interval] = []
    wordings: dict[str, str] = {}
    for seen in sorted(observations, key=lambda o: (o.captured_at, o.capture_id)):
        last = found[-1] if found else None
        if not seen.present:
            if last is None:
                continue
            if last.present:
                last = _Interval(False, "")
                found.append(last)
            last.observations.append(seen)
            continue
        text = _text_of(seen, texts)
        wording = wordings.get(text.text_sha256)
        if wording is None:
            wording = wordings[text.text_sha256] = content_digest(text.title, text.body, None)
        stated = None if text.inferred else text.published_on
        if last is None or last.wording != wording or not last.present or not _agree(last.stated, stated):
            last = _Interval(True, wording)
            found.append(last)
        last.observations.append(seen)
        if last.stated is None and stated is not None:
            last.stated, last.stated_from = stated, text.published_from
    return found


def _agree(one: date | None, other: date | None) -> bool:
    """Whether two stated days can be the same; none contradicts nothing."""
    return one is None or other is None or one == other


def _text_of(seen: Observation, texts: Mapping[str, TextVersion]) -> TextVersion:
    text = texts.get(seen.text_sha256 or "")
    if text is None:
        raise ValueError(
            f"{seen.article_id}: capture {seen.capture_id} names text {seen.text_sha256}, which is not among its "
            "texts; stage `texts` together with `observations`"
        )
    return text


def _inferred(interval: _Interval, texts: Mapping[str, TextVersion]) -> _Day:
    """The day inferred at the interval's first capture that has one."""
    for seen in interval.observations:
        text = texts.get(seen.text_sha256 or "")
        if text is not None and text.published_on is not None:
            return text.published_on, text.published_from
    return None, None


def _days(intervals: Sequence[_Interval], texts: Mapping[str, TextVersion]) -> list[_Day]:
    """The day of each interval and the rule that gave it."""
    stated = [(n, (i.stated, i.stated_from)) for n, i in enumerate(intervals) if i.stated is not None]
    if stated:
        return [next((day for m, day in reversed(stated) if m <= n), stated[0][1]) for n in range(len(intervals))]
    days: list[_Day] = []
    first: date | None = None
    current: _Day = (None, None)
    for interval in intervals:
        if interval.present:
            day, rule = _inferred(interval, texts)
            if day is None:
                day, rule = current
            elif first is None:
                first = day
            else:
                # A later capture had more years to choose from; the year nearest to the first one's is meant.
                day = nearest_day(day.month, day.day, first) or day
            current = (day, rule)
        days.append(current)
    return days


def _revisions(article_id: str, intervals: Sequence[_Interval], texts: Mapping[str, TextVersion]) -> list[Revision]:
    made: list[Revision] = []
    shown: Revision | None = None
    for number, (interval, (day, rule)) in enumerate(zip(intervals, _days(intervals, texts), strict=True), 1):
        first, last = interval.observations[0], interval.observations[-1]
        before = intervals[number - 2].observations[-1].capture_id if number > 1 else None
        times = (first.captured_at, last.captured_at, first.capture_id, before)
        if interval.present:
            text = _text_of(first, texts)
            title, body, digest = text.title, text.body, first.text_sha256
            change = "created" if shown is None else "edited" if intervals[number - 2].present else "restored"
            likeness = None if shown is None else similarity(f"{shown.title}\n{shown.body}", f"{title}\n{body}")
            evidence = None
        else:
            assert shown is not None  # an interval of absence only ever follows one of presence
            title, body, digest, change, likeness, evidence = shown.title, "", None, "deleted", 0.0, first.evidence
        content = content_digest(title, body, interval.stated)
        revision = Revision(
            article_id, number, title, body, day, rule, content, digest, *times, change, evidence, likeness
        )
        made.append(revision)
        shown = revision if interval.present else shown
    return made


def build_history(
    article_id: str, observations: Sequence[Observation], texts: Mapping[str, TextVersion]
) -> History | None:
    """The history of one article, or None where no capture ever showed it.

    OBSERVATIONS are all of the article's, one a capture; TEXTS holds every text that they name, by `text_sha256`. The
    result is the same whatever the order of OBSERVATIONS. The first capture's exact text stands for a revision; a
    deletion keeps the title and the day last shown. Raises ValueError where a text is missing.
    """
    intervals = _cut_intervals(observations, texts)
    if not intervals:
        return None
    revisions = _revisions(article_id, intervals, texts)
    shown = [o for i in intervals if i.present for o in i.observations]
    current = next(i for i in reversed(intervals) if i.present).observations[0]
    latest = revisions[-1]
    return History(
        article_id,
        tuple(revisions),
        current,
        current.text_sha256 or "",
        latest.published_on,
        latest.published_from,
        "deleted" if latest.change == "deleted" else "live",
        shown[0].captured_at,
        shown[-1].captured_at,
        shown[-1].url,
        next((o.original_url for o in reversed(shown) if o.original_url), None),
    )

"""From what the captures of an article showed to its revisions. The order in which captures arrive doesn't matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from rapidfuzz.distance import LCSseq

from dagster_project.core.history.digests import content_digest
from dagster_project.core.history.records import History, Observation, Revision, TextVersion

HISTORY_VERSION: Final = "1"
"""Rises with every change of the rules in this package; published history is then made anew."""


@dataclass(slots=True)
class _Interval:
    """Captures in a row that show the same text in substance, or that the article is gone."""

    present: bool
    wording: str
    observations: list[Observation] = field(default_factory=list)
    stated: date | None = None


def similarity(before: str, after: str) -> float:
    """Likeness of the words of two texts, 0-1: twice the longest common run of words over all words."""
    left, right = before.split(), after.split()
    if not left and not right:
        return 1.0
    common = LCSseq.similarity(left, right)
    return 2 * common / (len(left) + len(right))


def _intervals(observations: Sequence[Observation], texts: Mapping[str, TextVersion]) -> list[_Interval]:
    """OBSERVATIONS in the order of capture, cut wherever the text differs in substance or the article goes or returns.

    A stated day differs only from another stated day: an inferred one, or none, contradicts nothing.
    """
    found: list[_Interval] = []
    wordings: dict[str, str] = {}
    for seen in sorted(observations, key=lambda o: (o.captured_at, o.capture_id)):
        if not seen.present:
            if found and found[-1].present:
                found.append(_Interval(False, ""))
            if found:
                found[-1].observations.append(seen)
            continue
        assert seen.text_sha256 is not None
        text = texts[seen.text_sha256]
        if seen.text_sha256 not in wordings:
            wordings[seen.text_sha256] = content_digest(text.title, text.body, None)
        wording = wordings[seen.text_sha256]
        stated = None if text.inferred else text.published_on
        last = found[-1] if found else None
        same = last is not None and last.present and last.wording == wording and (
            last.stated is None or stated is None or last.stated == stated)
        if not same or last is None:
            last = _Interval(True, wording)
            found.append(last)
        last.observations.append(seen)
        last.stated = last.stated or stated
    return found


def _day(interval: _Interval, texts: Mapping[str, TextVersion]) -> tuple[date | None, str | None]:
    """The day of an interval's text and its rule: a stated day, else the one inferred at the first capture."""
    days = [texts[o.text_sha256] for o in interval.observations if o.text_sha256]
    for text in (*(t for t in days if t.published_on and not t.inferred), *(t for t in days if t.published_on)):
        return text.published_on, text.published_from
    return None, None


def _revisions(article_id: str, intervals: Sequence[_Interval], texts: Mapping[str, TextVersion]) -> list[Revision]:
    made: list[Revision] = []
    shown: Revision | None = None
    for number, interval in enumerate(intervals, 1):
        first, last = interval.observations[0], interval.observations[-1]
        before = intervals[number - 2].observations[-1].capture_id if number > 1 else None
        if interval.present:
            assert first.text_sha256 is not None
            text, (day, rule) = texts[first.text_sha256], _day(interval, texts)
            change = "created" if shown is None else "restored" if not intervals[number - 2].present else "edited"
            likeness = None if shown is None else similarity(f"{shown.title}\n{shown.body}", f"{text.title}\n{text.body}")
            revision = Revision(
                article_id, number, text.title, text.body, day, rule, content_digest(text.title, text.body, interval.stated),
                first.text_sha256, first.captured_at, last.captured_at, first.capture_id, before, change, None, likeness)
            shown = revision
        else:
            assert shown is not None
            revision = Revision(
                article_id, number, shown.title, "", shown.published_on, shown.published_from, content_digest(shown.title, "", None),
                None, first.captured_at, last.captured_at, first.capture_id, before, "deleted", first.evidence, 0.0)
        made.append(revision)
    return made


def build_history(article_id: str, observations: Sequence[Observation], texts: Mapping[str, TextVersion]) -> History | None:
    """The history of one article, or None where no capture ever showed it.

    OBSERVATIONS are all of the article's; TEXTS holds every text that they name, by `text_sha256`. The result is the
    same whatever the order of OBSERVATIONS. A revision is an unbroken run of captures with the same text in substance;
    the first capture's exact text stands for it, and text that returns to an older wording is a revision of its own.
    """
    intervals = _intervals(observations, texts)
    if not intervals:
        return None
    revisions = _revisions(article_id, intervals, texts)
    live = [i for i in intervals if i.present]
    shown = [o for i in live for o in i.observations]
    latest = next(r for r in reversed(revisions) if r.text_sha256)
    current = live[-1].observations[0]
    assert current.text_sha256 is not None
    day, rule = latest.published_on, latest.published_from
    if day is None or (rule or "").endswith("inferred"):
        stated = [r for r in revisions if r.published_on and not (r.published_from or "").endswith("inferred")]
        inferred = [r for r in revisions if r.published_on]
        best = stated[-1] if stated else inferred[0] if inferred else latest
        day, rule = best.published_on, best.published_from
    return History(
        article_id, tuple(revisions), current, current.text_sha256, day, rule,
        "live" if intervals[-1].present else "deleted", shown[0].captured_at, shown[-1].captured_at, shown[-1].url,
        next((o.original_url for o in reversed(shown) if o.original_url), None))

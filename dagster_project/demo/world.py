"""What happens on the demo site: reports appear, are edited, deleted, brought back, at times that the seed decides."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from dagster_project.demo.stories import Story, routine

What = Literal["published", "edited", "deleted", "restored"]
SITES: Final = ("kcna.kp", "kcnawatch.org", "rodong.rep.kp")


@dataclass(frozen=True, slots=True)
class Happening:
    """From AT on the report stands as STORY; None: it is gone."""

    at: datetime
    what: What
    story: Story | None


@dataclass(slots=True)
class Report:
    """A report on one of the sites, and all that happens to it, in order of time."""

    site: str
    number: int
    happenings: list[Happening] = field(default_factory=list)

    @property
    def first(self) -> Story:
        """The report as it was published."""
        story = self.happenings[0].story
        assert story is not None
        return story

    def at(self, when: datetime) -> Story | None:
        """The report as it stands at WHEN; None where it is not there."""
        found = None
        for happening in self.happenings:
            if happening.at > when:
                break
            found = happening.story
        return found

    def changed_at(self, when: datetime) -> datetime:
        """When the report last changed, seen from WHEN."""
        return max(h.at for h in self.happenings if h.at <= when)


def edited(story: Story, times: int) -> Story:
    """STORY with its last paragraph told otherwise."""
    told = f"It was counted {times + 1} times, and the count of the Sample Bureau of Counting came to {times * 17 + 3}."
    return replace(story, paragraphs=(*story.paragraphs[:-1], told))


def _fresh(number: int, day: datetime, seed: int) -> Story:
    """The NUMBERth routine report, told of DAY, under a title that no other bears."""
    from dagster_project.demo.stories import dated  # noqa: PLC0415

    story = routine(number, seed)
    opening = story.body[len(story.dateline or "") :].split("\n")[0]
    told = dated(f"{seed}/{number}", f"{story.title} ({number})", day.date(), opening, *story.paragraphs[1:])
    return replace(told, key=f"{seed}/{number}")


class World:
    """Reports from START on, PER_DAY a day and site, for DAYS days.

    Nothing happens to a report in its first half day, and nothing twice within EVERY days; nothing at all in the last
    QUIET days, so that what happens can be seen before the end.
    """

    def __init__(
        self, start: datetime, days: int, per_day: int = 2, *, seed: int = 7, every: float = 6, quiet: float = 8
    ):
        self.start, self.end, self.seed = start, start + timedelta(days=days), seed
        self.reports: list[Report] = []
        chance = random.Random(f"world {seed}")
        number = 0
        for day in range(days):
            for site in SITES:
                for turn in range(per_day):
                    at = start + timedelta(days=day, hours=24 * (turn + chance.random() * 0.8) / per_day)
                    self.add(site, number, at.replace(microsecond=0))
                    number += 1
        for report in self.reports:
            self._let_happen(report, chance, every, self.end - timedelta(days=quiet))

    def add(self, site: str, number: int, at: datetime) -> Report:
        """A report that appears on SITE at AT."""
        report = Report(site, number, [Happening(at, "published", _fresh(number, at, self.seed))])
        self.reports.append(report)
        return report

    def _let_happen(self, report: Report, chance: random.Random, every: float, until: datetime) -> None:
        at = report.happenings[0].at + timedelta(hours=14 + chance.random() * 60)
        times = 0
        while at < until and chance.random() < 0.4:
            at = at.replace(microsecond=0)
            last = report.happenings[-1]
            if last.story is None:
                before = report.happenings[-2].story
                report.happenings.append(Happening(at, "restored", before))
            elif chance.random() < 0.3:
                report.happenings.append(Happening(at, "deleted", None))
            else:
                times += 1
                report.happenings.append(Happening(at, "edited", edited(last.story, times)))
            at += timedelta(days=every + chance.random() * every)

    def up(self, site: str, when: datetime, most: int = 30) -> list[tuple[Report, Story]]:
        """The newest reports that SITE shows at WHEN, at most so many, the newest first."""
        found = [(r, r.at(when)) for r in self.reports if r.site == site and r.happenings[0].at <= when]
        shown = [(report, story) for report, story in found if story is not None]
        return sorted(shown, key=lambda pair: (pair[0].happenings[0].at, pair[0].number), reverse=True)[:most]

    def beside(self, report: Report) -> list[Story]:
        """The reports that were new on the site when REPORT appeared: its page lists them for ever."""
        before = [r for r in self.reports if r.site == report.site and r.number < report.number]
        return [r.first for r in before[-6:]]

    def truth(self) -> Iterator[Report]:
        """All reports with what happens to them."""
        return iter(self.reports)

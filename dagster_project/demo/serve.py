"""The demo site as a command serves it: a month of history behind it, an archive full of it, and news every minute."""

import threading
from datetime import UTC, datetime, timedelta

from dagster_project.demo import pages
from dagster_project.demo.content import HTML, Content, Reply
from dagster_project.demo.faults import Faults
from dagster_project.demo.holdings import Holdings
from dagster_project.demo.site import DemoSite
from dagster_project.demo.stories import dated, routine, without
from dagster_project.demo.world import SITES, Happening, World, edited
from dagster_project.sources.clock import SystemClock

HISTORY_DAYS = 30


def fill(holdings: Holdings, content: Content, until: datetime) -> None:
    """Let the archive hold each report as it stood two hours after each thing that happened to it, and a day later."""
    for report in content.world.reports:
        url = content.url_of(report)
        for happening in report.happenings:
            for hours in (2, 26):
                at = happening.at + timedelta(hours=hours)
                if at < until:
                    holdings.keep(url, at, content.reply(url, at, {}))


def fill_purge(holdings: Holdings) -> None:
    """An invented purge: reports of autumn 2013 from which in December a name is cut, or which are gone."""
    for number in range(24):
        first = routine(number)
        day = datetime(2013, 10, 1, tzinfo=UTC) + timedelta(days=2 * number)
        line = f"Present there was Om Jong Hak, vice-chairman of the Sample Bureau of Paper No. {number}."
        opening = first.body[len(first.dateline or "") :].split("\n")[0]
        story = dated(f"purge/{number}", f"{first.title} ({number})", day.date(), opening, *first.paragraphs[1:], line)
        url = pages.kp_q_url(story)
        page = pages.kp_q(story).encode()
        headers = (("Content-Type", HTML),)
        for days in (1, 20):
            holdings.keep(url, day + timedelta(days=days, hours=5), Reply(200, headers, page))
        later = datetime(2013, 12, 14, 6, tzinfo=UTC) + timedelta(hours=number)
        if number % 8 == 0:
            holdings.keep(url, later, Reply(404, headers, b"<html><body>NULL</body></html>"))
        else:
            cut = without(story, line, "The event was counted as held.")
            holdings.keep(url, later, Reply(200, headers, pages.kp_q(cut).encode()))


def live_on(world: World, content: Content, every_s: float, stop: threading.Event) -> None:
    """Let something happen every so many seconds: a report appears, or one of the last is edited or deleted."""
    number, turn = len(world.reports), 0
    while not stop.wait(every_s):
        now = datetime.now(UTC).replace(microsecond=0)
        turn += 1
        site = SITES[turn % len(SITES)]
        standing = [r for r, _ in world.up(site, now, 6)]
        if turn % 3 and standing:
            report = standing[turn % len(standing)]
            story = report.at(now)
            if story is not None and turn % 7 == 0:
                report.happenings.append(Happening(now, "deleted", None))
            elif story is not None:
                report.happenings.append(Happening(now, "edited", edited(story, turn)))
        else:
            world.add(site, number, now)
            number += 1


def serve(port: int, fault_rate: float, every_s: float) -> DemoSite:
    """The demo site, not started yet; its world goes on from now."""
    now = datetime.now(UTC).replace(microsecond=0)
    world = World(now - timedelta(days=HISTORY_DAYS), HISTORY_DAYS, 3, quiet=0)
    content = Content(world, crawl_delay=0)
    holdings = Holdings()
    fill(holdings, content, now)
    fill_purge(holdings)
    site = DemoSite(content, SystemClock(), faults=Faults(fault_rate), holdings=holdings, port=port)
    threading.Thread(target=live_on, args=(world, content, every_s, threading.Event()), daemon=True).start()
    return site

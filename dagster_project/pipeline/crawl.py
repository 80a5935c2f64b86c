"""Capture from a live site: its lists show new articles, captured ones come up again, until nothing is due.

Whatever stops a run, the next goes on: a page is settled in the frontier only after its answer was stored, so that a run
that dies between the two asks once more and loses nothing.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dagster_project import __version__
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.identity import page_id_of
from dagster_project.core.records import Sighting
from dagster_project.core.sources import DAY, RecaptureRule, Source, next_capture, next_when_gone
from dagster_project.pipeline.guest import PATIENCE_SECONDS, Guest, NotNowError, RobotsForbidError
from dagster_project.pipeline.rules import places
from dagster_project.pipeline.run import Progress, no_progress
from dagster_project.pipeline.visit import Visited, Visitor
from dagster_project.sources.addresses import ForbiddenAddressError, host_of
from dagster_project.sources.clock import Clock, SystemClock
from dagster_project.sources.manners import back_off, user_agent
from dagster_project.sources.transport import Limits, Transport, UnreachableError
from dagster_project.store.frontier import Frontier, FrontierPage, holder_name
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.sources import load_recapture
from dagster_project.store.warc_writer import CaptureWriter

MOST_TRIES = 12
"""After so many failures in a row a page is left alone for a day at a time."""
ROBOTS_DAYS = 30.0
PAGE_WAIT = 30.0
WAIT_STEP = 2.0


@dataclass(slots=True)
class CrawlOptions:
    """How a crawl is made. `contact` says in the User-Agent whom to write to; `via` sends all requests to one server.

    `since`: list pages are read back to this day and older articles left out. `limit`: at most so many visits.
    """

    contact: str
    since: date | None = None
    limit: int | None = None
    via: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    limits: Limits = field(default_factory=Limits)
    patience_s: float = PATIENCE_SECONDS
    seed: int | None = None
    proxies: dict[str, str] | None = None
    read_lists: bool = True


@dataclass(slots=True)
class CrawlReport:
    """What a crawl did: visits by outcome, requests, bytes received, articles seen for the first time, and notes."""

    source: str
    visits: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    discovered: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, outcome: str) -> None:
        """Count a visit."""
        self.visits[outcome] = self.visits.get(outcome, 0) + 1


def warc_info(source: Source, options: CrawlOptions, agent: str) -> dict[str, str]:
    """What a crawl's warcinfo record says of its configuration."""
    return {
        "operator": options.contact,
        "http-header-user-agent": agent,
        "robots": "obeyed (RFC 9309, crawl delay)",
        "description": f"source {source.source}: hosts {' '.join(source.hosts)}, pause {source.pause_s:g} s, "
        f"at most {source.budget} requests a host and day",
    }


def check_contact(contact: str) -> None:
    """Raise PalimpsestError for a contact to which nobody can write."""
    if not any(mark in contact for mark in ("@", "http://", "https://")) or any(c in contact for c in "\r\n()"):
        raise PalimpsestError(
            "who is asking? Sites want to know whom to write to: give an e-mail or web address with --contact, "
            "or set PALIMPSEST_CONTACT"
        )


class Crawl:
    """One run over one live source."""

    def __init__(
        self,
        home: Home,
        source: Source,
        options: CrawlOptions,
        frontier: Frontier,
        writer: CaptureWriter,
        transport: Transport,
        rules: Sequence[RecaptureRule],
    ):
        check_contact(options.contact)
        self._home, self._source, self._options, self._frontier = home, source, options, frontier
        self._clock, self._rules = options.clock, rules
        self._chance = random.Random(options.seed)  # noqa: S311 - spreads waits, guards nothing
        self.report = CrawlReport(source.source)
        self._holder = holder_name()
        self._guest = Guest(
            frontier,
            transport,
            source,
            options.clock,
            self._holder,
            user_agent(__version__, options.contact),
            self._chance,
            options.patience_s,
        )
        self._visitor = Visitor(self._guest, writer, places(REFERENCE))

    def run(self, progress: Progress = no_progress) -> CrawlReport:
        """Visit what is due until nothing is, the budget is spent, or the host asks for too long a wait."""
        self._frontier.settle_clock(self._now)
        self._frontier.end_dead_leases(self._now(), self._source.pause_s)
        self._sow()
        visits = 0
        while self._options.limit is None or visits < self._options.limit:
            page = self._frontier.claim_page(self._source.source, self._now(), self._holder)
            if page is None:
                if not self._wait_for_failed():
                    break
                continue
            visits += 1
            if not self._work(page):
                break
            progress(f"capture {self._source.source}", visits, visits + 1)
        self.report.requests, self.report.bytes = self._guest.requests, self._guest.bytes
        return self.report

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _sow(self) -> None:
        """Have the source's lists in the frontier, due now where they are to be read."""
        for url in self._source.lists:
            key = f"list:{url}"
            self._sight(key, url, "list", None)
            if self._options.read_lists:
                self._frontier.run("revive_list", source=self._source.source, page_key=key, now=self._now())

    def _sight(self, key: str, url: str, kind: str, listed_on: date | None) -> None:
        self._frontier.run(
            "sight_page",
            source=self._source.source,
            page_key=key,
            url=url,
            kind=kind,
            now=self._now(),
            listed_on=listed_on.isoformat() if listed_on else None,
        )

    def _wait_for_failed(self) -> bool:
        """Wait for a page that failed, or that another run holds; False where none is due within the run's patience.

        In short steps: what the other run settles need not be waited for.
        """
        rows = self._frontier.rows("next_page_due", source=self._source.source, failed=1, now=self._now())
        due = rows[0]["due_at"]
        wait = None if due is None else due - self._now()
        if wait is None or wait > self._options.patience_s:
            return False
        self._clock.sleep(min(max(wait, 0.05), WAIT_STEP))
        return True

    def _work(self, page: FrontierPage) -> bool:
        """Visit PAGE and settle it; False where the run has to end."""
        try:
            visited = self._visitor.visit(page)
        except NotNowError as error:
            self.report.notes.append(str(error))
            self._frontier.run("release_page", source=page.source, page_key=page.page_key, holder=self._holder)
            return False
        except RobotsForbidError as error:
            self.report.notes.append(str(error))
            visited = Visited("robots", page.url, "robots")
        except ForbiddenAddressError as error:
            self.report.notes.append(str(error))
            visited = Visited("forbidden", page.url, "forbidden_address")
        except UnreachableError as error:
            visited = Visited("failed", page.url, error.reason)
        self.report.add(visited.outcome)
        self._settle(page, visited)
        return True

    def _settle(self, page: FrontierPage, visited: Visited) -> None:
        """Write down what the visit found, and when the next is due."""
        now = self._now()
        tries = page.tries + 1 if visited.outcome == "failed" else 0
        gone = page.gone + 1 if visited.outcome == "not_found" else page.gone if tries else 0
        wait = self._wait(page, visited.outcome, now, tries, gone)
        steps: list[tuple[str, dict[str, object]]] = []
        if visited.stored is not None:
            steps.append(
                (
                    "captured_page",
                    {
                        "source": page.source,
                        "page_key": page.page_key,
                        "now": now,
                        "etag": visited.etag,
                        "last_modified": visited.last_modified,
                        "payload_url": visited.stored.url,
                        "payload_at": visited.stored.captured_at.timestamp(),
                        "payload_digest": visited.stored.payload_digest,
                    },
                )
            )
        steps.append(
            (
                "settle_page",
                {
                    "source": page.source,
                    "page_key": page.page_key,
                    "holder": self._holder,
                    "url": visited.url,
                    "now": now,
                    "outcome": visited.outcome,
                    "due_at": now + (wait or 0.0),
                    "tries": tries,
                    "gone": gone,
                    "problem": visited.reason,
                    "dropped": int(wait is None),
                },
            )
        )
        self._frontier.run_all(steps)
        self._follow(page, visited.sightings)

    def _wait(self, page: FrontierPage, outcome: str, now: float, tries: int, gone: int) -> float | None:
        """Seconds until the next visit; None where there is none to be."""
        if outcome == "failed":
            return DAY if tries % MOST_TRIES == 0 else back_off(tries, self._chance, PAGE_WAIT)
        if outcome in ("robots", "forbidden"):
            return ROBOTS_DAYS * DAY
        if page.kind == "older":
            return None
        if page.kind == "list":
            return self._source.every_hours * 3600
        if outcome == "not_found":
            return next_when_gone(gone)
        return next_capture(now - page.seen_at, self._rules)

    def _follow(self, page: FrontierPage, sightings: Sequence[Sighting]) -> None:
        """Add the articles that a page lists to the frontier, and the next of the older list pages where it is asked for."""
        since, days = self._options.since, [s.listed_on for s in sightings if s.listed_on]
        before = self._articles()
        for seen in sightings:
            if host_of(seen.url) not in self._source.hosts or (since and seen.listed_on and seen.listed_on < since):
                continue
            key = page_id_of(seen.url)
            if key:
                self._sight(key, seen.url.split("#")[0], "article", seen.listed_on)
        self.report.discovered += self._articles() - before
        if since and self._source.older and page.kind != "article" and days and min(days) >= since:
            number = int(page.page_key.rpartition("#")[2]) + 1 if page.kind == "older" else 2
            url = self._source.older.replace("{n}", str(number))
            self._sight(f"older:{since}#{number}", url, "older", None)

    def _articles(self) -> int:
        return int(self._frontier.rows("count_articles", source=self._source.source)[0]["articles"])


def capture_live(
    home: Home,
    source: Source,
    options: CrawlOptions,
    progress: Progress = no_progress,
    on_damage: Callable[[str], None] | None = None,
) -> CrawlReport:
    """Capture what is due of the live SOURCE into the home's WARC files. Several runs at once share the work."""
    home.prepare()
    transport = Transport(options.limits, via=options.via, proxies=options.proxies)
    agent = user_agent(__version__, options.contact)
    try:
        with (
            Frontier(home) as frontier,
            CaptureWriter(
                home, warc_info(source, options, agent), now=options.clock.now, on_damage=on_damage
            ) as writer,
        ):
            crawl = Crawl(home, source, options, frontier, writer, transport, load_recapture(REFERENCE))
            return crawl.run(progress)
    finally:
        transport.close()

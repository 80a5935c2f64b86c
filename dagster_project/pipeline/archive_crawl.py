"""Capture from the Wayback Machine: its listing goes into the frontier, page by page, then each capture is fetched once.

A capture that repeats, by the archive's digest, an earlier one of the same address is not fetched: a revisit record says
that the page stood unchanged then. The capture's time is the archive's.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dagster_project import __version__
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.identity import strip_replay
from dagster_project.core.sources import DAY, Source
from dagster_project.pipeline.crawl import (
    MOST_TRIES,
    PAGE_WAIT,
    WAIT_STEP,
    CrawlOptions,
    CrawlReport,
    check_contact,
    warc_info,
)
from dagster_project.pipeline.guest import Guest, NotNowError, RobotsForbidError
from dagster_project.pipeline.run import Progress, no_progress
from dagster_project.pipeline.stored import as_fetched
from dagster_project.sources.addresses import ForbiddenAddressError
from dagster_project.sources.manners import back_off, user_agent
from dagster_project.sources.transport import Answer, Transport, UnreachableError
from dagster_project.sources.wayback import (
    Span,
    captured_at,
    is_archived,
    listing_url,
    original_headers,
    parse_listing,
    replay_url,
    worth_fetching,
)
from dagster_project.store.frontier import Frontier, Memento, holder_name
from dagster_project.store.home import Home
from dagster_project.store.warc_records import Fetched, Original, payload_digest
from dagster_project.store.warc_writer import CaptureWriter

LISTING_TRIES: Final = 8
OK: Final = 200
REFUSED: Final = frozenset({403, 404, 451})
REFUSED_TRIES: Final = 4
"""After so many refusals in a row a capture counts as not to be had; a filter in between refuses now and then."""


@dataclass(frozen=True, slots=True)
class _Got:
    """What became of a capture: its state in the frontier, and the digest of its payload where it was stored."""

    state: str
    digest: str | None = None
    problem: str | None = None


class ArchiveCrawl:
    """One run over one span of an archive."""

    def __init__(
        self, source: Source, options: CrawlOptions, frontier: Frontier, writer: CaptureWriter, transport: Transport
    ):
        check_contact(options.contact)
        self._source, self._options, self._frontier, self._writer = source, options, frontier, writer
        self._clock, self._host = options.clock, source.hosts[0]
        self._chance = random.Random(options.seed)  # noqa: S311 - spreads waits, guards nothing
        self._holder = holder_name()
        agent = user_agent(__version__, options.contact)
        self._guest = Guest(
            frontier, transport, source, options.clock, self._holder, agent, self._chance, options.patience_s
        )
        self.report = CrawlReport(source.source)

    def run(self, span: Span, progress: Progress = no_progress) -> CrawlReport:
        """List what the archive holds of SPAN, then fetch what is new of it."""
        self._frontier.settle_clock(lambda: self._clock.now().timestamp())
        self._frontier.end_dead_leases(self._clock.now().timestamp(), self._source.pause_s)
        try:
            if self._list(span):
                self._fetch_all(span, progress)
        except (NotNowError, RobotsForbidError, ForbiddenAddressError) as error:
            self.report.notes.append(str(error))
        self._store_robots()
        self.report.requests, self.report.bytes = self._guest.requests, self._guest.bytes
        return self.report

    def _list(self, span: Span) -> bool:
        """Read the listing on from where it was left; False where it can't be read to its end now."""
        failures = 0
        while True:
            rows = self._frontier.rows("listing", listing=span.key)
            if rows and rows[0]["done"]:
                return True
            url = listing_url(self._host, span, rows[0]["resume_key"] if rows else None)
            answer = self._asked(url)
            if answer is None or answer.status != OK or answer.verdict:
                failures += 1
                if failures >= LISTING_TRIES:
                    said = f"HTTP {answer.status}" if answer else "no answer"
                    self.report.notes.append(
                        f"{self._host}: the listing of {span.prefix} can't be read ({said}); go on later"
                    )
                    return False
                continue
            failures = 0
            if self._keep_listed(span, answer):
                return True

    def _keep_listed(self, span: Span, answer: Answer) -> bool:
        """Store a page of the listing, and put its captures and how far it goes into the frontier, both or neither.

        Returns whether it was the last page.
        """
        listed, resume = parse_listing(_text(answer))
        at = self._clock.now()
        self._writer.store(replace(as_fetched(answer, at), role="archive_list"))
        steps: list[tuple[str, dict[str, object]]] = [
            (
                "add_memento",
                {
                    "source": self._source.source,
                    "urlkey": one.urlkey,
                    "timestamp": one.timestamp,
                    "url": one.url,
                    "digest": one.digest,
                    "status": one.status,
                },
            )
            for one in listed
            if worth_fetching(one)
        ]
        self.report.discovered += len(steps)
        # The listing of a span that reaches to today grows: the next run reads it again.
        ended = resume is None and span.last < at.strftime("%Y%m%d%H%M%S")
        steps.append(("keep_listing", {"listing": span.key, "resume_key": resume, "done": int(ended)}))
        self._frontier.run_all(steps)
        return resume is None

    def _asked(self, url: str) -> Answer | None:
        """The answer to URL; None where none came, which is counted."""
        try:
            return self._guest.ask(url)
        except UnreachableError:
            return None
        finally:
            self._store_robots()

    def _store_robots(self) -> None:
        for at, answer in self._guest.robots_answers:
            self._writer.store(replace(as_fetched(answer, at), role="robots"))
        self._guest.robots_answers.clear()

    def _fetch_all(self, span: Span, progress: Progress) -> None:
        done = 0
        while self._options.limit is None or done < self._options.limit:
            now = self._clock.now().timestamp()
            memento = self._frontier.claim_memento(
                self._source.source, span.urlkey, (span.first, span.last), now, self._holder
            )
            if memento is None:
                if not self._wait(span):
                    return
                continue
            try:
                got = self._get(memento)
            except NotNowError:
                self._settle(memento, _Got("wanted"), tries=memento.tries, wait=0)
                raise
            tries = memento.tries + 1 if got.state == "wanted" else 0
            wait = DAY if tries and tries % MOST_TRIES == 0 else back_off(tries, self._chance, PAGE_WAIT)
            self._settle(memento, got, tries=tries, wait=wait)
            done += 1
            left = int(self._left(span)["wanted"])
            progress(f"capture {self._source.source}", done, done + left)

    def _left(self, span: Span) -> dict[str, float]:
        rows = self._frontier.rows(
            "mementos_left",
            source=self._source.source,
            prefix=span.urlkey,
            since=span.first,
            until_time=span.last,
        )
        return rows[0]

    def _wait(self, span: Span) -> bool:
        """Wait for a capture that failed, or that another run fetches; False where none is due within the patience."""
        left = self._left(span)
        wait = left["due_at"] - self._clock.now().timestamp() if left["wanted"] else None
        if wait is None or wait > self._options.patience_s:
            return False
        self._clock.sleep(min(max(wait, 0.05), WAIT_STEP))
        return True

    def _settle(self, memento: Memento, got: _Got, *, tries: int, wait: float) -> None:
        self._frontier.run(
            "settle_memento",
            source=memento.source,
            urlkey=memento.urlkey,
            timestamp=memento.timestamp,
            url=memento.url,
            state=got.state,
            due_at=self._clock.now().timestamp() + wait,
            tries=tries,
            payload_digest=got.digest,
            problem=got.problem,
        )

    def _get(self, memento: Memento) -> _Got:
        """Store one capture: by its archive's word where an earlier one has its payload, else by fetching it."""
        try:
            at = captured_at(memento.timestamp)
        except ValueError:
            return _Got("absent", problem="no_time")
        same = self._frontier.rows(
            "same_memento",
            source=memento.source,
            urlkey=memento.urlkey,
            url=memento.url,
            digest=memento.digest,
            timestamp=memento.timestamp,
        )
        if same:
            self.report.add("unchanged")
            return self._repeat(memento, at, same[0])
        answer = self._asked(replay_url(self._host, memento.timestamp, memento.url))
        if answer is None:
            self.report.add("failed")
            return _Got("wanted", problem="unreachable")
        return self._stored(memento, at, answer)

    def _repeat(self, memento: Memento, at: datetime, same: dict[str, str]) -> _Got:
        original = Original(same["url"], captured_at(same["timestamp"]), same["payload_digest"])
        status = int(memento.status) if memento.status.isdigit() else OK
        source = replay_url(self._host, memento.timestamp, memento.url)
        self._writer.store(Fetched(memento.url, at, status, "", (), b"", repeats=original, source=source))
        return _Got("stored", original.payload_digest)

    def _stored(self, memento: Memento, at: datetime, answer: Answer) -> _Got:
        target = answer.header("Location")
        other_time = target is not None and strip_replay(target) == memento.url and answer.status in (301, 302, 307)
        if not is_archived(answer) or answer.verdict or other_time:
            self._writer.store(replace(as_fetched(answer, self._clock.now()), role="archive_error"))
            gone = other_time or (answer.status in REFUSED and memento.tries + 1 >= REFUSED_TRIES)
            self.report.add("absent" if gone else "failed")
            reason = (answer.verdict or f"HTTP {answer.status}").partition(":")[0]
            return _Got("absent" if gone else "wanted", problem=reason)
        headers = tuple(
            (name, strip_replay(value) if name.lower() == "location" else value)
            for name, value in original_headers(answer)
        )
        body = answer.body
        self._writer.store(
            Fetched(
                memento.url,
                at,
                answer.status,
                answer.reason,
                headers,
                body,
                source=answer.url,
                ip=None,
            )
        )
        self.report.add("captured")
        return _Got("stored", payload_digest(body))


def _text(answer: Answer) -> str:
    from dagster_project.store.payload import decode_body  # noqa: PLC0415

    return decode_body(answer.body, None, answer.header("Content-Encoding")).body.decode("utf-8", "replace")


def capture_archive(
    home: Home,
    source: Source,
    span: Span,
    options: CrawlOptions,
    progress: Progress = no_progress,
    on_damage: Callable[[str], None] | None = None,
) -> CrawlReport:
    """Capture SPAN of the archive SOURCE into the home's WARC files; goes on where an earlier run of it stopped."""
    if source.kind != "wayback":
        raise PalimpsestError(f"{source.source}: is no web archive")
    home.prepare()
    transport = Transport(options.limits, via=options.via, proxies=options.proxies)
    info = warc_info(source, options, user_agent(__version__, options.contact))
    try:
        with (
            Frontier(home) as frontier,
            CaptureWriter(home, info, now=options.clock.now, on_damage=on_damage) as writer,
        ):
            return ArchiveCrawl(source, options, frontier, writer, transport).run(span, progress)
    finally:
        transport.close()

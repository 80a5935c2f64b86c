"""Asking a source's hosts as a good guest: robots.txt, one request at a time, pauses, budgets, and waits after failures.

What is known of a host lies in the frontier, so that several runs together keep to what one may do.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dagster_project.core.sources import Source
from dagster_project.sources.addresses import ForbiddenAddressError, check_url, host_of
from dagster_project.sources.clock import Clock
from dagster_project.sources.manners import Robots, back_off, retry_after, robots_text
from dagster_project.sources.transport import Answer, Headers, Transport, UnreachableError
from dagster_project.store.frontier import Frontier

ROBOTS_SECONDS: Final = 86_400.0
ROBOTS_RETRY_SECONDS: Final = 600.0
PATIENCE_SECONDS: Final = 900.0
"""The longest that a run waits for a host; where more is asked for, the rest is left to a later run."""
ROBOTS_TRIES: Final = 8
BUSY_STEP: Final = 2.0
FAILING: Final = frozenset({403, 429})


class NotNowError(Exception):
    """The host must not be asked now: its budget is spent, or it asks for a longer wait than a run's patience."""


class RobotsForbidError(Exception):
    """The host's robots.txt forbids the address."""


@dataclass(slots=True)
class Guest:
    """Asks on behalf of one run, named HOLDER. `agent` is the User-Agent header; `on_answer` gets every robots.txt's answer."""

    frontier: Frontier
    transport: Transport
    source: Source
    clock: Clock
    holder: str
    agent: str
    chance: random.Random
    patience_s: float = PATIENCE_SECONDS
    requests: int = 0
    bytes: int = 0
    robots_answers: list[tuple[datetime, Answer]] = field(default_factory=list)
    _robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)

    def ask(self, url: str, more: Headers = ()) -> Answer:
        """The answer to a GET of URL, with the headers MORE.

        Raises ForbiddenAddressError, RobotsForbidError, NotNowError, or UnreachableError where no answer came.
        """
        check_url(url, self.source.hosts)
        robots = self._rules_of(url)
        if not robots.known:
            raise NotNowError(f"{host_of(url)}: its robots.txt can't be had, so nothing is asked; go on later")
        if not robots.allows(url):
            raise RobotsForbidError(f"{host_of(url)}: robots.txt forbids {url}")
        return self._request(url, more, robots.delay())

    def _rules_of(self, url: str) -> Robots:
        """The robots.txt of the host of URL, asked for once a day."""
        scheme, _, rest = url.partition("://")
        root = f"{scheme}://{rest.split('/')[0].split('?')[0]}"
        host, now = host_of(url), self.clock.now().timestamp()
        known = self.frontier.host(host)
        believed = ROBOTS_SECONDS if known["robots_known"] and known["robots"] is not None else ROBOTS_RETRY_SECONDS
        if known["robots_known"] and now - known["robots_at"] < believed:
            cached = self._robots.get(host)
            if cached is None or cached[0] != known["robots_at"]:
                cached = self._robots[host] = (known["robots_at"], Robots(known["robots"]))
            return cached[1]
        text = None
        for _ in range(ROBOTS_TRIES):
            text = self._robots_of(f"{root}/robots.txt")
            if text is not None:
                break
        self.frontier.run("keep_robots", host=host, robots=text, known=1, now=self.clock.now().timestamp())
        return Robots(text)

    def _robots_of(self, url: str) -> str | None:
        """The rules at URL, at most five redirects away; None where the host fails."""
        from urllib.parse import urljoin  # noqa: PLC0415

        for _ in range(5):
            try:
                check_url(url, self.source.hosts)
                answer = self._request(url, (), 0.0)
            except (UnreachableError, ForbiddenAddressError):
                return None
            self.robots_answers.append((self.clock.now(), answer))
            target = answer.header("Location")
            if not (300 <= answer.status < 400 and target):
                return None if answer.verdict else robots_text(answer.status, answer.body)
            url = urljoin(url, target)
        return ""

    def _request(self, url: str, more: Headers, delay: float) -> Answer:
        host = host_of(url)
        self._wait_for(host)
        headers: Headers = (
            ("User-Agent", self.agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "keep-alive"),
            *more,
        )
        self.requests += 1
        failures, wait = int(self.frontier.host(host)["failures"]), 0.0
        try:
            answer = self.transport.get(url, headers)
            self.bytes += len(answer.body)
            asked_to_wait = retry_after(answer.header("Retry-After"), self.clock.now())
            if answer.status in FAILING or answer.status >= 500:
                failures += 1
                wait = max(asked_to_wait or 0.0, back_off(failures, self.chance))
            else:
                failures, wait = 0, asked_to_wait or 0.0
        except UnreachableError:
            failures += 1
            wait = back_off(failures, self.chance)
            raise
        else:
            return answer
        finally:
            self.frontier.run(
                "free_host",
                host=host,
                holder=self.holder,
                failures=failures,
                next_at=self.clock.now().timestamp() + max(self.source.pause_s, delay, wait),
            )

    def _wait_for(self, host: str) -> None:
        """Return when the host is this run's to ask once. Raises NotNowError where that would take too long."""
        waited = 0.0
        while True:
            moment = self.clock.now()
            now = moment.timestamp()
            if self.frontier.take_host(
                host,
                now=now,
                until=now + self.transport.limits.total_s + 60,
                day=moment.strftime("%Y-%m-%d"),
                budget=self.source.budget,
                holder=self.holder,
            ):
                return
            known = self.frontier.host(host)
            if known["day"] == moment.strftime("%Y-%m-%d") and known["asked"] >= self.source.budget:
                raise NotNowError(f"{host}: today's {self.source.budget} requests are spent; go on tomorrow")
            wait = max(known["next_at"] - now, BUSY_STEP if known["busy_until"] > now else 0.0, 0.01)
            waited += wait
            if waited > self.patience_s:
                raise NotNowError(f"{host}: asks to wait {wait:.0f} s more; go on later")
            self.clock.sleep(wait)

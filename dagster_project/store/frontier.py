"""The frontier: which pages are known, when each is due, which hosts may be asked. A table, so that any run can go on.

It is an SQLite file beside the captures: several processes read and write it at once, each step one short transaction,
and a killed one leaves nothing half done. (A DuckDB file would be one process's at a time.) A page or a host that a run
works on is leased to it; the lease of a run that died ends with the next run on its machine, or by itself.
"""

import os
import socket
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from dagster_project.store.durable import is_alive
from dagster_project.store.home import Home
from dagster_project.store.sql import statement

LEASE_SECONDS: Final = 900.0
"""After so long a page that a run took and never settled is anyone's again."""
_TABLES: Final = ("pages", "pages_due", "hosts", "listings", "mementos")


@dataclass(frozen=True, slots=True)
class FrontierPage:
    """A page of the frontier; times are seconds since 1970. `captures` counts those stored, `tries` failures in a row,
    `gone` how often in a row the site said that it is not there. The payload fields name the last stored payload.
    """

    source: str
    page_key: str
    url: str
    kind: str
    seen_at: float
    listed_on: str | None
    due_at: float
    leased_by: str | None
    leased_until: float
    asked_at: float | None
    outcome: str | None
    tries: int
    gone: int
    captures: int
    first_captured_at: float | None
    last_captured_at: float | None
    etag: str | None
    last_modified: str | None
    payload_url: str | None
    payload_at: float | None
    payload_digest: str | None
    problem: str | None
    dropped: int


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture that an archive lists."""

    source: str
    urlkey: str
    timestamp: str
    url: str
    digest: str
    status: str
    state: str
    due_at: float
    leased_by: str | None
    leased_until: float
    tries: int
    payload_digest: str | None
    problem: str | None


def frontier_file(home: Home) -> Path:
    """Where the frontier of a home lies."""
    return home.captures / "frontier.sqlite"


def holder_name() -> str:
    """A name for a run that holds leases, told from all others: its machine, its process, and some chance letters."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


class Frontier:
    """The frontier of a home. Use it as a context; one object a thread."""

    def __init__(self, home: Home):
        home.captures.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(frontier_file(home), timeout=120, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        if self._db.execute("pragma journal_mode").fetchone()[0] != "wal":
            # Two who change it at once are not made to wait for each other: one is refused.
            folder = home.captures / "locks"
            folder.mkdir(exist_ok=True)
            with FileLock(str(folder / "frontier.lock")):
                self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        for name in _TABLES:
            self._db.execute(statement(f"frontier/{name}"))

    def __enter__(self) -> "Frontier":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def rows(self, name: str, /, **values: Any) -> list[dict[str, Any]]:
        """The rows that the statement frontier/NAME gives."""
        return [dict(row) for row in self._db.execute(statement(f"frontier/{name}"), values).fetchall()]

    def run(self, name: str, /, **values: Any) -> None:
        """Run the statement frontier/NAME."""
        self._db.execute(statement(f"frontier/{name}"), values)

    def run_all(self, steps: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Run statements as one transaction: all of them or none. STEPS are made within it."""
        self._db.execute("begin immediate")
        try:
            for name, values in steps:
                self._db.execute(statement(f"frontier/{name}"), dict(values))
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def settle_clock(self, clock: Callable[[], float]) -> None:
        """Bring back leases and waits that lie further ahead than any can: the clock was set back since.

        CLOCK gives seconds since 1970. It is read once no other run writes: what a run wrote while this one waited for
        its turn is no later than that, so that it isn't taken for the work of a clock set back, and asked for again.
        """

        def steps() -> Iterator[tuple[str, Mapping[str, Any]]]:
            now = clock()
            yield "clamp_hosts", {"now": now, "lease": LEASE_SECONDS, "day": 86_400.0}
            yield "clamp_pages", {"now": now, "lease": LEASE_SECONDS}
            yield "clamp_mementos", {"now": now, "lease": LEASE_SECONDS}

        self.run_all(steps())

    def end_dead_leases(self, now: float, pause_s: float) -> None:
        """Free what runs hold whose process, on this machine, is gone; their hosts are asked again after PAUSE_S seconds."""
        machine = socket.gethostname()
        for row in self.rows("holders", now=now):
            where, _, rest = str(row["holder"]).partition("/")
            process = rest.partition("/")[0]
            if where == machine and process.isdecimal() and not is_alive(int(process)):
                dead = {"holder": row["holder"]}
                hosts = {**dead, "next_at": now + pause_s}
                self.run_all([("end_pages_of", dead), ("end_mementos_of", dead), ("end_hosts_of", hosts)])

    def claim_page(self, source: str, now: float, holder: str) -> FrontierPage | None:
        """Take the page of SOURCE that is due next, leased to HOLDER; None where none is due."""
        found = self.rows("claim_page", source=source, now=now, holder=holder, until=now + LEASE_SECONDS)
        return FrontierPage(**found[0]) if found else None

    def claim_memento(self, source: str, prefix: str, span: tuple[str, str], now: float, holder: str) -> Memento | None:
        """Take the next wanted capture under PREFIX with a time in SPAN, leased to HOLDER; None where none is due."""
        found = self.rows(
            "claim_memento",
            source=source,
            prefix=prefix,
            since=span[0],
            until_time=span[1],
            now=now,
            holder=holder,
            until=now + LEASE_SECONDS,
        )
        return Memento(**found[0]) if found else None

    def host(self, host: str) -> dict[str, Any]:
        """What is known of HOST."""
        self.run("add_host", host=host)
        return self.rows("host", host=host)[0]

    def take_host(self, host: str, *, now: float, until: float, day: str, budget: int, holder: str) -> bool:
        """Take HOST for one request; False where it is busy, in its pause, or has had its budget of DAY."""
        return bool(self.rows("take_host", host=host, now=now, until=until, day=day, budget=budget, holder=holder))

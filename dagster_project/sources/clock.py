"""Time as the fetching code sees it: the machine's clock, or one that tests and the demo site turn by hand."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and how to wait."""

    def now(self) -> datetime:
        """The time now, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return SECONDS later."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time now, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Return SECONDS later."""
        time.sleep(max(0.0, seconds))


class SimulatedClock:
    """A clock that stands still but when somebody sleeps; shared by the threads of a simulation."""

    def __init__(self, start: datetime):
        self._now, self._lock = start, threading.Lock()

    def now(self) -> datetime:
        """The simulated time, in UTC."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Move the time on by SECONDS, at once."""
        with self._lock:
            self._now += timedelta(seconds=max(0.0, seconds))

    def move_to(self, when: datetime) -> None:
        """Move the time on to WHEN; never back."""
        with self._lock:
            self._now = max(self._now, when)

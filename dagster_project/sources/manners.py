"""How a guest behaves: robots.txt, pauses, Retry-After, and ever longer waits after failures."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from protego import Protego

AGENT_NAME: Final = "palimpsest"
"""The name that robots.txt rules are looked up by."""
FIRST_WAIT: Final = 20.0
LONGEST_WAIT: Final = 3_600.0
LONGEST_RETRY_AFTER: Final = 86_400.0
MAX_ROBOTS: Final = 500 << 10
"""Bytes of a robots.txt that are looked at, as RFC 9309 asks at least."""


def user_agent(version: str, contact: str) -> str:
    """The User-Agent header: name, version, and whom to write to."""
    return f"{AGENT_NAME}/{version} (+{contact})"


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait that a Retry-After header asks for: a number, or an HTTP date; None where it says neither."""
    text = (value or "").strip()
    if text.isdigit():
        return min(float(text), LONGEST_RETRY_AFTER)
    try:
        when: datetime = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return float(min(max(0.0, (when - now).total_seconds()), LONGEST_RETRY_AFTER))


def back_off(failures: int, chance: random.Random, first: float = FIRST_WAIT) -> float:
    """Seconds to wait after FAILURES failures in a row (from 1): doubled each time, a part of it by chance.

    Chance keeps clients that failed together from coming back together.
    """
    longest: float = min(first * 2.0 ** min(max(1, failures) - 1, 20), LONGEST_WAIT)
    return longest / 2 + chance.random() * longest / 2


class Robots:
    """What a host's robots.txt allows. `None` for text: it could not be had, so nothing is allowed for now (RFC 9309)."""

    def __init__(self, text: str | None):
        self._rules = Protego.parse(text) if text is not None else None

    @property
    def known(self) -> bool:
        """Whether there are rules to go by."""
        return self._rules is not None

    def allows(self, url: str) -> bool:
        """Whether URL may be fetched."""
        return self._rules is not None and bool(self._rules.can_fetch(url, AGENT_NAME))

    def delay(self) -> float:
        """Seconds between two requests that it asks for, 0 where it asks for none."""
        found = self._rules.crawl_delay(AGENT_NAME) if self._rules is not None else None
        return min(float(found or 0.0), LONGEST_WAIT)


def robots_text(status: int, body: bytes) -> str | None:
    """The rules that an answer to /robots.txt stands for: none where there is no such file, None where the host failed."""
    if 200 <= status < 300:
        return body[:MAX_ROBOTS].decode("utf-8", "replace")
    return "" if 400 <= status < 500 and status != 429 else None

"""What goes wrong on the demo site: which request fails, and how."""

import random
import threading
from collections.abc import Sequence
from typing import Final

KINDS: Final = (
    "busy",  # 429 with Retry-After
    "server_error",  # 500
    "unavailable",  # 503 with Retry-After as a date
    "hangs",  # no answer
    "hangs_up",  # the connection ends before the answer
    "truncated",  # fewer bytes than announced
    "chunks_cut",  # chunks without their end
    "cut_page",  # half a page, as if it were whole
    "blocked",  # 403 from a filter
    "challenge",  # a filter's page under 200
    "elsewhere",  # a redirect to an address of an inner network
)
HOSTILE: Final = ("drip", "endless", "bomb", "loop", "long_headers", "file_redirect", "inner_redirect", "no_encoding")


class Faults:
    """Which requests fail: RATE of them, in the way that chance picks from KINDS. The seed decides."""

    def __init__(self, rate: float = 0.0, kinds: Sequence[str] = KINDS, seed: int = 7):
        self.rate, self._kinds, self._chance = rate, tuple(kinds), random.Random(f"faults {seed}")
        self._lock = threading.Lock()

    def pick(self) -> str | None:
        """The fault of the next request; None where it goes well."""
        with self._lock:
            if self._chance.random() >= self.rate:
                return None
            return self._chance.choice(self._kinds)

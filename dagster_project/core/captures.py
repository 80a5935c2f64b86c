"""What makes a capture the same capture, and how many are compared as whole pages."""

import hashlib
from datetime import UTC, datetime
from typing import Final

SAMPLE_SHARE: Final = 64
"""One capture in so many is compared as a whole page, unless a run asks for more (see `second_reading`)."""

CONTENT_SHARE: Final = 8
"""Of one capture in so many the content is compared though it holds nothing but paragraphs; any other content always is."""


def capture_id(url: str, captured_at: datetime, payload_sha256: str) -> str:
    """The id of a capture: 32 hex digits over its address, time (UTC, to the second) and payload digest.

    The same response read from two archives gets one id, so that importing an archive twice adds nothing.
    """
    moment = captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return hashlib.sha256(f"{url}\n{moment}\n{payload_sha256}".encode()).hexdigest()[:32]

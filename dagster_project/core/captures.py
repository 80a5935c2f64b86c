"""What makes a capture the same capture."""

import hashlib
from datetime import UTC, datetime


def capture_id(url: str, captured_at: datetime, payload_sha256: str) -> str:
    """The id of a capture: 32 hex digits over its address, time (UTC, to the second) and payload digest.

    The same response read from two archives gets one id, so that importing an archive twice adds nothing.
    """
    moment = captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return hashlib.sha256(f"{url}\n{moment}\n{payload_sha256}".encode()).hexdigest()[:32]

"""From an answer of the network to what is stored of it."""

from dataclasses import replace
from datetime import datetime

from dagster_project.sources.transport import Answer, Headers
from dagster_project.store.warc_records import Fetched, Request


def _as_stored(headers: Headers) -> Headers:
    """HEADERS, those of the connection renamed: the framing of chunks is taken off before storing."""
    return tuple(
        (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value) for name, value in headers
    )


def as_fetched(answer: Answer, at: datetime) -> Fetched:
    """ANSWER, which came at AT, as it is stored, with the request that it answers."""
    path = "/" + answer.url.split("://", 1)[-1].partition("/")[2]
    return Fetched(
        answer.url,
        at.replace(microsecond=0),
        answer.status,
        answer.reason,
        _as_stored(answer.headers),
        answer.body,
        Request(f"GET {path.split('#')[0]}", answer.asked),
        answer.ip,
        truncated=answer.truncated,
        verdict=answer.verdict,
    )


def with_verdict(fetched: Fetched, verdict: str) -> Fetched:
    """FETCHED with why it is no page to be read; a verdict that it has already stays."""
    return fetched if fetched.verdict else replace(fetched, verdict=verdict)

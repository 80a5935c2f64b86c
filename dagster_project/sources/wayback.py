"""The Wayback Machine's two services: the listing of captures (CDX server) and the replay of one as it came (`id_`).

As its CDX server documents: fields by `fl`, prefixes by `matchType=prefix`, and a resume key after an empty line where a
page of the listing ends before the listing does. `collapse=digest` is not asked for: it drops a line that repeats the
digest of the line before even where that was another address, and with it the times at which a page stood unchanged;
equal digests are collapsed here instead, without fetching them again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.surt import surt
from dagster_project.sources.transport import Answer

FIELDS: Final = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
PAGE_LINES: Final = 5_000
_WANTED_STATUS: Final = re.compile(r"200|30[12378]|404|410|-")
_PAGES: Final = (
    "text/",
    "application/xhtml",
    "application/rss",
    "application/xml",
    "application/atom",
    "warc/revisit",
    "unk",
)
_DAY = re.compile(r"(\d{4})-?(\d{2})?-?(\d{2})?")


@dataclass(frozen=True, slots=True)
class Span:
    """Captures to be had: addresses that begin with PREFIX, from FIRST to LAST (14 digits each)."""

    prefix: str
    first: str
    last: str

    @property
    def key(self) -> str:
        """The listing's name in the frontier."""
        return f"{self.prefix} {self.first} {self.last}"

    @property
    def urlkey(self) -> str:
        """With what the archive's keys of these addresses begin."""
        found = surt("http://" + self.prefix.split("://", 1)[-1])
        return found + "/" if self.prefix.endswith("/") and not found.endswith("/") else found


def timestamp(text: str, *, end: bool = False) -> str:
    """A day as people write it (2013, 2013-10, 2013-10-05) as 14 digits: its begin, or where END its last second.

    Raises PalimpsestError for anything else.
    """
    found = _DAY.fullmatch(text.strip())
    digits = "".join(part for part in found.groups() if part) if found else ""
    try:
        datetime.strptime(digits + "20000101"[len(digits) :] if digits else "", "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        raise PalimpsestError(f"{text!r}: is no day; write 2013, 2013-10 or 2013-10-05") from None
    return digits.ljust(14, "9") if end else (digits + "20000101"[len(digits) :]).ljust(14, "0")


def listing_url(host: str, span: Span, resume_key: str | None) -> str:
    """The address of a page of the listing."""
    asked = (
        f"url={quote(span.prefix, safe='')}&matchType=prefix&from={span.first}&to={span.last}"
        f"&fl={','.join(FIELDS)}&showResumeKey=true&limit={PAGE_LINES}"
    )
    return f"https://{host}/cdx/search/cdx?{asked}" + (f"&resumeKey={resume_key}" if resume_key else "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the listing."""

    urlkey: str
    timestamp: str
    url: str
    mime: str
    status: str
    digest: str


def parse_listing(text: str) -> tuple[list[Listed], str | None]:
    """The captures of a page of the listing, and the key by which the next page is had; None at the end.

    Lines of another shape are left out: the server mixes its own messages in.
    """
    lines = text.splitlines()
    resume = None
    if len(lines) >= 2 and not lines[-2].strip() and lines[-1].strip():
        resume, lines = lines[-1].strip(), lines[:-2]
    found = []
    for line in lines:
        fields = line.split(" ")
        if len(fields) >= len(FIELDS) and re.fullmatch(r"\d{14}", fields[1]):
            found.append(Listed(*fields[:6]))
    return found, resume


def worth_fetching(listed: Listed) -> bool:
    """Whether a capture may say something of an article: a page, a redirect, or the word that it is gone."""
    return bool(_WANTED_STATUS.fullmatch(listed.status)) and listed.mime.lower().startswith(_PAGES)


def replay_url(host: str, stamp: str, url: str) -> str:
    """The address under which the archive gives a capture as it came."""
    return f"https://{host}/web/{stamp}id_/{url}"


def is_archived(answer: Answer) -> bool:
    """Whether an answer is a capture out of the archive, and not the archive's own word."""
    return answer.header("Memento-Datetime") is not None or any(
        name.lower().startswith("x-archive-orig-") for name, _ in answer.headers
    )


def captured_at(stamp: str) -> datetime:
    """The time that 14 digits name, in UTC. Raises ValueError where they name none."""
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def original_headers(answer: Answer) -> Iterator[tuple[str, str]]:
    """The headers as the site sent them, where the archive tells them; else those of the archive's answer."""
    prefix = "x-archive-orig-"
    own = [(n[len(prefix) :].title(), v) for n, v in answer.headers if n.lower().startswith(prefix)]
    if not own:
        yield from answer.headers
        return
    dropped = {"content-length", "content-encoding", "transfer-encoding", "connection"}
    yield from ((n, v) for n, v in own if n.lower() not in dropped)
    if not any(n.lower() == "content-type" for n, _ in own) and (kind := answer.header("Content-Type")):
        yield "Content-Type", kind
    if encoding := answer.header("Content-Encoding"):
        yield "Content-Encoding", encoding

"""What the demo site's web archive holds: its listing (as the Wayback Machine's CDX server gives it) and its replay."""

import base64
import hashlib
import threading
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs

from dagster_project.core.surt import surt
from dagster_project.demo.content import HTML, Reply

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """A capture in the archive."""

    urlkey: str
    timestamp: str
    url: str
    reply: Reply

    @property
    def digest(self) -> str:
        """The archive's digest of the payload: SHA-1 in base32."""
        return base64.b32encode(hashlib.sha1(self.reply.body, usedforsecurity=False).digest()).decode()

    def line(self) -> str:
        """The capture as a line of the listing."""
        kind = dict(self.reply.headers).get("Content-Type", "unk").split(";")[0]
        given = (
            self.urlkey,
            self.timestamp,
            self.url,
            kind,
            str(self.reply.status),
            self.digest,
            str(len(self.reply.body)),
        )
        return " ".join(given)


class Holdings:
    """The archive's captures, sorted by address and time."""

    def __init__(self) -> None:
        self._held: list[Holding] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def keep(self, url: str, at: datetime, reply: Reply) -> None:
        """Add a capture."""
        held = Holding(surt(url), at.astimezone(UTC).strftime("%Y%m%d%H%M%S"), url, reply)
        with self._lock:
            insort(self._held, held)

    def _chosen(self, asked: dict[str, str]) -> Iterator[Holding]:
        prefix = surt("http://" + asked["url"].split("://", 1)[-1])
        if asked["url"].endswith("/") and not prefix.endswith("/"):
            prefix += "/"
        whole = asked.get("matchType") != "prefix"
        first, last = asked.get("from", "").ljust(14, "0"), asked.get("to", "").ljust(14, "9")
        for held in self._held:
            fits = held.urlkey == prefix if whole else held.urlkey.startswith(prefix)
            if fits and first <= held.timestamp <= last:
                yield held

    def listing(self, query: str) -> Reply:
        """The answer of the CDX server: text, with a resume key after an empty line where there is more."""
        asked = {name: values[-1] for name, values in parse_qs(query).items()}
        if "url" not in asked:
            return Reply(400, (("Content-Type", "text/plain"),), b"url is missing\n")
        limit, after = int(asked.get("limit", "150000")), asked.get("resumeKey", "")
        with self._lock:
            lines = [(h, h.line()) for h in self._chosen(asked)]
        told = [(h, line) for h, line in lines if f"{h.urlkey} {h.timestamp}" > after]
        text = "".join(line + "\n" for _, line in told[:limit])
        if len(told) > limit and asked.get("showResumeKey") == "true":
            last = told[limit - 1][0]
            text += f"\n{last.urlkey}+{last.timestamp}\n"
        return Reply(200, (("Content-Type", "text/plain"),), text.encode())

    def replay(self, path: str) -> Reply:
        """The answer to /web/<time>id_/<address>: the capture as it came, or where there is none of that time a 404."""
        stamp, _, url = path.removeprefix("/web/").partition("/")
        timestamp = stamp.removesuffix("id_")
        key = surt(url)
        with self._lock:
            found = next((h for h in self._held if h.urlkey == key and h.timestamp == timestamp), None)
        if found is None:
            return Reply(404, (("Content-Type", HTML),), b"<html><body>The archive has not got that.</body></html>")
        at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        headers = tuple(
            (name, f"http://web.archive.org/web/{timestamp}id_/{value}") if name == "Location" else (name, value)
            for name, value in found.reply.headers
            if name in {"Content-Type", "Location"}
        )
        original = tuple((f"x-archive-orig-{name.lower()}", value) for name, value in found.reply.headers)
        told = (*headers, ("Memento-Datetime", format_datetime(at, usegmt=True)), *original)
        return Reply(found.reply.status, told, found.reply.body)

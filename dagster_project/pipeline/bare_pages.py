"""Bare pages: files of HTML without a response around them, which are stored as responses of the address that they name."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dagster_project.core.errors import PalimpsestError
from dagster_project.sources.files import page_time, page_url
from dagster_project.store.capture_index import known_payloads
from dagster_project.store.home import Home
from dagster_project.store.warc_records import Fetched


@dataclass(frozen=True, slots=True, order=True)
class BarePage:
    """A file with a page: when it was saved, the address that it is of, and the digest of its bytes, which stay on disk."""

    captured_at: datetime
    url: str
    sha256: str
    path: Path


def look_at(path: Path, url: str | None) -> BarePage:
    """The page at PATH: its address URL or else the page's own, its time the one noted in it or else that of the file.

    Raises PalimpsestError where there is no address, or none that a page can have.
    """
    body = path.read_bytes()
    address = url or page_url(body)
    if address is None:
        raise PalimpsestError(f"{path}: names no address of its own; give it with --url")
    if not re.match(r"https?://[^\s/]+", address, re.IGNORECASE):
        raise PalimpsestError(f"{path}: {address!r} is no http address; give one with --url")
    return BarePage(page_time(path, body), address, hashlib.sha256(body).hexdigest(), path)


def not_stored(home: Home, pages: Iterable[BarePage]) -> list[BarePage]:
    """Those of PAGES whose address has no stored capture of the same bytes, in order of time; of equal ones the earliest."""
    ordered = sorted(pages)
    seen = known_payloads(home, {page.url for page in ordered})
    new: list[BarePage] = []
    for page in ordered:
        if (page.url, page.sha256) not in seen:
            seen.add((page.url, page.sha256))
            new.append(page)
    return new


def as_responses(pages: Iterable[BarePage], on_change: Callable[[str], None]) -> Iterator[Fetched]:
    """PAGES as responses, read one after the other. One whose file has changed meanwhile is left out and told."""
    for page in pages:
        try:
            body = page.path.read_bytes()
        except OSError:
            body = b""
        if hashlib.sha256(body).hexdigest() != page.sha256:
            on_change(f"{page.path}: has changed while it was read; build again to store it")
            continue
        yield Fetched(page.url, page.captured_at, 200, "OK", (("Content-Type", "text/html"),), body)

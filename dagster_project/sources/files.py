"""Captures from files: which files of the inputs are archives, and which are bare pages."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from selectolax.lexbor import LexborHTMLParser

from dagster_project.core.errors import PalimpsestError

_WARC = re.compile(r"\.warc(\.gz)?$", re.IGNORECASE)
_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
_ZIP = re.compile(r"\.zip$", re.IGNORECASE)


Kind = Literal["warc", "page", "zip"]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to capture from."""

    path: Path
    kind: Kind


def _kind(path: Path) -> Kind | None:
    if _WARC.search(path.name):
        return "warc"
    if _ZIP.search(path.name):
        return "zip"
    return "page" if _PAGE.search(path.name) else None


def suffix_of(name: str) -> str | None:
    """The ending by which the kind of a file called NAME is told, in lower case; None where it is none of ours."""
    found = _WARC.search(name) or _ZIP.search(name) or _PAGE.search(name)
    return found[0].lower() if found else None


def find_inputs(inputs: Sequence[str]) -> Iterator[InputFile]:
    """The files to read for INPUTS, in the order given; a folder's in the order of their names, its subfolders too.

    Raises PalimpsestError for a name that doesn't exist or a file that is none of an archive, a page and a zip file.
    """
    for name in inputs:
        path = Path(name)
        if path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                kind = _kind(inner)
                if kind is not None:
                    yield InputFile(inner, kind)
        elif not path.exists():
            raise PalimpsestError(f"{name}: no such file or folder")
        else:
            kind = _kind(path)
            if kind is None:
                raise PalimpsestError(f"{name}: is neither .warc, .warc.gz, .html nor .zip")
            yield InputFile(path, kind)


_BROWSER = re.compile(rb"<!--\s{0,9}saved from url=\(\d{1,9}\)(https?://[^\s<>\"]{1,4000})", re.IGNORECASE)
"""What browsers write at the head of a page that they save."""
_SINGLEFILE = re.compile(
    rb"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(https?://[^\s<>\"]{1,4000})"
    rb"(?:\s{1,9}saved date:\s{0,9}(\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4}))?"
)
"""What the extension SingleFile writes there: the address, and the time with its zone."""
_HEAD: Final = 10_000


def page_url(payload: bytes) -> str | None:
    """The address of a bare page: its canonical link, else og:url, else the one that a browser noted as it saved the page."""
    tree = LexborHTMLParser(payload[:2_000_000])
    for selector, attribute in (("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content")):
        node = tree.css_first(selector)
        if node is not None and (stated := (node.attributes.get(attribute) or "").strip()):
            return stated
    noted = _BROWSER.search(payload, 0, _HEAD) or _SINGLEFILE.search(payload, 0, _HEAD)
    return noted[1].decode("utf-8", "replace").removesuffix("--") if noted else None


def page_time(path: Path, payload: bytes) -> datetime:
    """When the bare page at PATH was saved, to the second in UTC: as it is noted in its PAYLOAD, else the file's own time."""
    noted = _SINGLEFILE.search(payload, 0, _HEAD)
    if noted and noted[2]:
        with suppress(ValueError, OverflowError):
            return datetime.strptime(noted[2].decode(), "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)

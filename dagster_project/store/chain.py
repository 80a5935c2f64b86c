"""The chain of seals over the stored archives: what was captured can't be taken out or altered later without its being seen.

`captures/chain.jsonl` has a line for each stretch of an archive that was sealed: a file that was taken over as a whole, a
file that crawls append to stretch by stretch, as whole records came to it. A line bears the SHA-256 of the stretch's bytes
and of the line before it, so that each head stands for all that was sealed up to it. Every published version bears the
head of its time. The file is only ever appended to, and a line that a crash cut short is cut off.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home
from dagster_project.store.locations import is_remote

START: Final = hashlib.sha256(b"palimpsest chain of archives").hexdigest()
"""The head of a chain without links."""
_STEP: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Link:
    """A sealed stretch: bytes START to END of an archive, with their SHA-256; PREVIOUS is the head before it."""

    number: int
    archive: str
    start: int
    end: int
    sha256: str
    previous: str

    @property
    def head(self) -> str:
        """The chain's head once this link is in it."""
        said = json.dumps([self.number, self.archive, self.start, self.end, self.sha256, self.previous])
        return hashlib.sha256(said.encode()).hexdigest()

    def line(self) -> str:
        """The link as it is written."""
        fields = {name: getattr(self, name) for name in ("number", "archive", "start", "end", "sha256", "previous")}
        return json.dumps({**fields, "head": self.head})


def chain_file(home: Home) -> Path:
    """Where the chain lies."""
    return home.captures / "chain.jsonl"


def read_chain(home: Home) -> list[Link]:
    """The links, oldest first; a last line that was cut short is left out.

    Raises PalimpsestError where a line isn't the next link of the chain.
    """
    path = chain_file(home)
    if not path.exists():
        return []
    links: list[Link] = []
    *lines, _ = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        link = _parsed(line)
        head = links[-1].head if links else START
        if link is None or (link.number, link.previous) != (number, head):
            raise PalimpsestError(
                f"{path}: line {number} isn't the chain's next link, so it was altered; put the file back from a backup"
            )
        links.append(link)
    return links


def _parsed(line: bytes) -> Link | None:
    try:
        said = json.loads(line)
        link = Link(*(said[name] for name in ("number", "archive", "start", "end", "sha256", "previous")))
        return link if said["head"] == link.head else None
    except (ValueError, KeyError, TypeError):
        return None


def head_of(links: Sequence[Link]) -> str:
    """The head of the chain LINKS."""
    return links[-1].head if links else START


def sealed_ends(links: Iterable[Link]) -> dict[str, int]:
    """By archive the offset up to which it is sealed."""
    return {link.archive: link.end for link in links}


def digest_of(path: Path, start: int, end: int) -> str:
    """SHA-256 of the bytes START to END of the file; of fewer where it ends before."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (piece := stream.read(min(left, _STEP))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()


def chain_lock(home: Home) -> FileLock:
    """The lock of who adds to the chain."""
    folder = home.captures / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(str(folder / "chain.lock"))


def seal(home: Home, ends: dict[str, int]) -> str:
    """Seal each archive of ENDS from where it is sealed up to the offset given; returns the chain's head then.

    Archives in an object store, which several machines add to, are not sealed: the store's own versions guard them.
    """
    if is_remote(home.where.captures):
        return START
    with chain_lock(home):
        links = read_chain(home)
        known = sealed_ends(links)
        new: list[Link] = []
        for archive, end in sorted(ends.items()):
            start = known.get(archive, 0)
            if end > start:
                digest = digest_of(home.captures / archive, start, end)
                before = head_of(new or links)
                new.append(Link(len(links) + len(new) + 1, archive, start, end, digest, before))
        if new:
            _append(chain_file(home), "".join(f"{link.line()}\n" for link in new).encode())
        return head_of(new or links)


def _append(path: Path, lines: bytes) -> None:
    """Append LINES, after what a crash left of a line was cut off; all of them come to the disk, or none stay."""
    with path.open("a+b") as stream:
        stream.seek(0)
        whole = stream.read().rfind(b"\n") + 1
        stream.truncate(whole)
        try:
            stream.write(lines)
            stream.flush()
            os.fsync(stream.fileno())
        except OSError:
            os.truncate(path, whole)
            raise


def chain_faults(home: Home) -> Iterator[str]:
    """Where the stored archives aren't what was sealed, a line each; nothing is sealed in an object store."""
    if is_remote(home.where.captures):
        return
    links = read_chain(home)
    for link in links:
        path = home.captures / link.archive
        if not path.exists():
            yield f"{link.archive}: sealed as link {link.number} of the chain, and gone; put it back from a backup"
        elif path.stat().st_size < link.end:
            yield f"{link.archive}: sealed up to byte {link.end:,}, and has {path.stat().st_size:,}; put it back from a backup"
        elif digest_of(path, link.start, link.end) != link.sha256:
            yield (
                f"{link.archive}: bytes {link.start:,} to {link.end:,} were altered after they were sealed; "
                "put it back from a backup, or import the archive again"
            )
    ends = sealed_ends(links)
    for path in sorted(home.captures.glob("*.warc.gz")):
        if path.name not in ends:
            yield f"{path.name}: is not in the chain; the next `palimpsest build` seals it"

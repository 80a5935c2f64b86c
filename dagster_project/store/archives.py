"""Stored WARC files wherever they lie: in the home's folder, or as objects of which the folder holds the indexes.

Archives are written in the folder first. `push_captures` stores them as objects, each before its index, so that an index
among the objects tells that its archive is whole; `pull_indexes` brings the indexes of what other machines have stored.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from filelock import Timeout

from dagster_project.store.home import Home
from dagster_project.store.live_files import is_live, lock_of
from dagster_project.store.locations import is_remote
from dagster_project.store.objects import ObjectFolder, Stamp

SUFFIX: Final = ".warc.gz"
_NOTE: Final = "objects.json"
"""What of the folder is among the objects, and as of when: name, bytes, time of the last change here."""


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes of an archive, named as `os.stat` names them."""

    st_size: int


@dataclass(frozen=True, slots=True)
class StoredArchive:
    """An archive that is an object, used as a path is: its name, its bytes, and a stream of it."""

    folder: ObjectFolder
    name: str

    def open(self, mode: str = "rb") -> BinaryIO:
        """A stream that can be sought in. Raises FileNotFoundError where there is no such object."""
        assert mode == "rb", "objects are only read"
        return self.folder.open(self.name)

    def stat(self) -> Size:
        """Its bytes. Raises FileNotFoundError where there is no such object."""
        found = self.folder.stamp(self.name)
        if found is None:
            raise FileNotFoundError(f"{self.folder.address}/{self.name}")
        return Size(found.size)


Archive = Path | StoredArchive


def capture_objects(home: Home) -> ObjectFolder | None:
    """The folder of objects that holds the captures; None where they lie in the home."""
    return ObjectFolder(home.where.captures, home.where) if is_remote(home.where.captures) else None


def find_archive(home: Home, name: str, objects: ObjectFolder | None = None) -> Archive:
    """The archive called NAME: the file, or where there is none and captures are objects, the object."""
    path = home.captures / name
    if path.exists() or not is_remote(home.where.captures):
        return path
    return StoredArchive(objects or ObjectFolder(home.where.captures, home.where), name)


def holds_captures(home: Home) -> bool:
    """Whether any archive is stored."""
    if any(home.captures.glob(f"*{SUFFIX}")):
        return True
    objects = capture_objects(home)
    return objects is not None and any(name.endswith(SUFFIX) for name in objects.stamps())


def _index_name(warc: str) -> str:
    return f"index/{warc.removesuffix(SUFFIX)}.parquet"


def _noted(home: Home) -> dict[str, list[int]]:
    path = home.captures / _NOTE
    known: dict[str, list[int]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def _note(home: Home, facts: dict[str, list[int]]) -> None:
    path = home.captures / _NOTE
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_text(json.dumps(facts, sort_keys=True) + "\n", encoding="utf-8")
    unfinished.replace(path)


def _stamp_of(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def pull_indexes(home: Home) -> list[StoredArchive]:
    """Bring the indexes of archives that other machines have stored; returns the archives that nobody has indexed.

    Nothing is done, and none returned, where captures lie in the home.
    """
    objects = capture_objects(home)
    if objects is None:
        return []
    stamps, noted, bare = objects.stamps(), _noted(home), []
    for name in sorted(n for n in stamps if n.endswith(SUFFIX) and "/" not in n):
        index = _index_name(name)
        if (home.captures / name).exists():
            continue
        if index not in stamps:
            bare.append(StoredArchive(objects, name))
            continue
        target = home.captures / index
        theirs = f"their {index}"
        if not target.exists() or noted.get(theirs) != _as_list(stamps[index]):
            objects.fetch(index, target)
            noted[theirs], noted[index] = _as_list(stamps[index]), _stamp_of(target)
    _note(home, noted)
    return bare


def _as_list(stamp: Stamp) -> list[int]:
    return [stamp.size, stamp.changed]


def push_captures(home: Home) -> int:
    """Store what the folder holds and the objects lack: archives, then their CDXJ lines, then their indexes.

    Returns how many objects were stored; 0 where captures lie in the home.
    """
    objects = capture_objects(home)
    if objects is None:
        return 0
    noted, done = _noted(home), 0
    for path in _in_order(home.captures):
        name = path.relative_to(home.captures).as_posix()
        stamp = _stamp_of(path)
        if noted.get(name) == stamp:
            continue
        objects.put(path, name)
        noted[name] = stamp
        _note(home, noted)
        done += 1
    return done


def _in_order(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob(f"*{SUFFIX}"))
    yield from sorted(folder.glob("*.cdxj"))
    yield from sorted((folder / "index").glob("*.parquet"))


def drop_stored(home: Home) -> int:
    """Delete the files of archives that are objects as well, bytes compared, but those that a crawl may append to.

    Returns how many were deleted.
    """
    objects = capture_objects(home)
    if objects is None:
        return 0
    noted, done = _noted(home), 0
    live = sorted(path.name for path in home.captures.glob(f"live-*{SUFFIX}"))
    for path in sorted(home.captures.glob(f"*{SUFFIX}")):
        if path.name in live[-1:] or noted.get(path.name) != _stamp_of(path):
            continue
        found = objects.stamp(path.name)
        if found is not None and found.size == path.stat().st_size and _drop(path):
            done += 1
    return done


def _drop(path: Path) -> bool:
    if not is_live(path):
        path.unlink()
        return True
    try:
        with lock_of(path).acquire(timeout=0):
            path.unlink()
    except Timeout:
        return False
    return True

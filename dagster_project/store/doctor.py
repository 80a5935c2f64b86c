"""What keeps a home from working, asked of the machine: each finding says what to do."""

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home
from dagster_project.store.locations import PLACES, is_remote

LEAST_FREE_BYTES: Final = 2 * 1024**3
"""Free disk below which a day's capture and the next version may not fit."""
EARLIEST_YEAR: Final = 2025
"""A clock that shows an earlier year than the project's first is wrong."""
PYTHONS: Final = ((3, 11), (3, 14))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `ok` says whether it is well, `text` what was found and, where not well, what to do."""

    subject: str
    ok: bool
    text: str


def examine(home: Home, year: int) -> list[Finding]:
    """Look at the machine and at HOME, which is not changed; YEAR is what the clock shows."""
    return [
        _python(),
        _versions(home),
        _extension(home),
        _clock(year),
        *_folder(home),
        *_buckets(home),
        *_dataset(home),
    ]


def _python() -> Finding:
    found = sys.version_info[:2]
    ok = PYTHONS[0] <= found < PYTHONS[1]
    text = f"{found[0]}.{found[1]}"
    return Finding("python", ok, text if ok else f"{text}; 3.11 to 3.13 are needed: make setup PYTHON=python3.12")


def _versions(home: Home) -> Finding:
    """The pinned packages that must fit each other exactly."""
    from dagster_project.store.catalog import extensions_of  # noqa: PLC0415

    extensions = sorted(f"duckdb-extension-{name.replace('_', '-')}" for name in extensions_of(home.where))
    pinned = ("duckdb", *extensions)
    found = {name: _version(name) for name in pinned}
    said = ", ".join(f"{name} {version}" for name, version in found.items())
    same = len(set(found.values())) == 1 and "missing" not in found.values()
    return Finding("packages", same, said if same else f"{said}; they must be of one version: run `make setup`")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _extension(home: Home) -> Finding:
    """Whether DuckDB takes the extensions that the packages bring."""
    from dagster_project.store.catalog import connect  # noqa: PLC0415

    try:
        connect(home.where).close()
    except PalimpsestError as error:
        return Finding("extension", False, str(error))
    return Finding("extension", True, "loads")


def _clock(year: int) -> Finding:
    ok = year >= EARLIEST_YEAR
    return Finding("clock", ok, f"year {year}" + ("" if ok else "; set the clock: captures bear its time for ever"))


def _folder(home: Home) -> Iterator[Finding]:
    there = home.root
    while not there.exists():
        there = there.parent
    ok = os.access(there, os.W_OK | os.X_OK)
    yield Finding(
        "home", ok, f"{home.root}" + ("" if ok else f"; {there} can't be written: change its owner, or --home")
    )
    free = shutil.disk_usage(there).free
    said = f"{free / 1024**3:.1f} GiB free"
    enough = free >= LEAST_FREE_BYTES
    yield Finding("disk", enough, said if enough else f"{said}; free some, captures stop when it is full")
    try:
        home.check_schema()
        yield Finding("schema", True, "known")
    except PalimpsestError as error:
        yield Finding("schema", False, str(error))
    if not home.root.is_dir() or not ok:
        return
    if not (home.root / "writer.lock").exists():
        yield Finding("lock", True, "free")
        return
    try:
        with home.writing():
            yield Finding("lock", True, "free")
    except PalimpsestError:
        yield Finding("lock", True, "a run is writing now")


def _buckets(home: Home) -> Iterator[Finding]:
    """Whether each bucket that the settings name can be listed."""
    from dagster_project.store.objects import ObjectFolder  # noqa: PLC0415

    for key in PLACES:
        place = getattr(home.where, key)
        if is_remote(place):
            try:
                ObjectFolder(place, home.where).check()
                yield Finding(key, True, f"{place} answers")
            except PalimpsestError as error:
                yield Finding(key, False, str(error))


def _dataset(home: Home) -> Iterator[Finding]:
    if not home.where.on_server and not home.catalog.exists():
        yield Finding("catalog", True, "none yet; `palimpsest build` makes it")
        return
    from dagster_project.store.lake import open_lake  # noqa: PLC0415

    try:
        open_lake(home).close()
        yield Finding("catalog", True, "opens")
    except PalimpsestError as error:
        if home.where.on_server and "holds no dataset yet" in str(error):
            yield Finding("catalog", True, str(error))
            return
        remedy = "" if home.where.on_server else "; restore `lake` from the backup (docs/operating.md)"
        yield Finding("catalog", False, f"{error}{remedy}")
    ok = home.reading_copy.exists()
    if home.where.on_server and not ok:
        yield Finding("reading copy", True, "none yet; the next `palimpsest query` makes it")
        return
    said = f"{home.reading_copy}" if ok else "missing; the next `palimpsest build` writes it again"
    yield Finding("reading copy", ok, said)

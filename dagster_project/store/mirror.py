"""This machine's copies of the lake's files in an object store. The files never change, so a copy is right or missing."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from dagster_project.store.home import Home
from dagster_project.store.objects import ObjectFolder

AT_ONCE: Final = 8
"""Files fetched at the same time."""


def lake_objects(home: Home) -> ObjectFolder:
    """The folder of the lake's files in the object store."""
    return ObjectFolder(f"{home.where.lake}/data", home.where)


def _name(home: Home, address: str) -> str:
    return address.removeprefix(f"{home.where.lake}/data/")


def mirror_of(home: Home, address: str) -> str:
    """Where the copy of the lake's file at ADDRESS lies."""
    return str(home.lake / "data" / _name(home, address))


def mirror_files(home: Home, addresses: Iterable[str]) -> None:
    """Fetch those of the lake's files at ADDRESSES that are not here."""
    missing = sorted(address for address in addresses if not Path(mirror_of(home, address)).exists())
    if not missing:
        return
    folder = lake_objects(home)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(folder.fetch, _name(home, a), Path(mirror_of(home, a))) for a in missing]:
            done.result()


def prune_mirror(home: Home) -> None:
    """Delete the copies of files that the lake no longer has."""
    kept = lake_objects(home).stamps().keys()
    folder = home.lake / "data"
    for path in folder.rglob("*.parquet"):
        if path.relative_to(folder).as_posix() not in kept:
            path.unlink(missing_ok=True)

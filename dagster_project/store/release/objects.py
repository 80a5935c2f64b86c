"""Releases in an object store: the home's folder holds this machine's copies, and each is written there first."""

from pathlib import Path
from typing import Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home
from dagster_project.store.locations import is_remote
from dagster_project.store.objects import ObjectFolder

SUMS: Final = "SHA256SUMS"
_DATA: Final = (".parquet", ".csv", ".jsonl")


def _objects(home: Home) -> ObjectFolder | None:
    return ObjectFolder(home.where.releases, home.where) if is_remote(home.where.releases) else None


def pull_papers(home: Home) -> None:
    """Bring the papers of all releases, their data aside: by them a new release finds its number and the one before it."""
    objects = _objects(home)
    if objects is None:
        return
    stamps = objects.stamps()
    for name in stamps:
        folder, _, file = name.partition("/")
        target = home.releases / name
        # One without its sums is still being stored.
        if (
            file
            and "/" not in file
            and f"{folder}/{SUMS}" in stamps
            and not file.endswith(_DATA)
            and not target.exists()
        ):
            objects.fetch(name, target)


def bring_release(home: Home, name: str) -> Path:
    """The folder of the release called NAME, with all its files; those that this machine lacks are fetched."""
    objects = _objects(home)
    if objects is not None and "/" not in name:
        stamps = objects.stamps(name)
        for file in stamps if f"{name}/{SUMS}" in stamps else ():
            if not (home.releases / file).exists():
                objects.fetch(file, home.releases / file)
    return home.releases / name


def push_release(home: Home, folder: Path) -> None:
    """Store the release in FOLDER, its sums last: without them it is no release to anybody.

    Raises PalimpsestError where a release of that name is stored with other bytes.
    """
    objects = _objects(home)
    if objects is None:
        return
    if objects.stamp(f"{folder.name}/{SUMS}") is not None:
        with objects.open(f"{folder.name}/{SUMS}") as stream:
            same = stream.read() == (folder / SUMS).read_bytes()
        if same:
            return
        raise PalimpsestError(
            f"{objects.address}/{folder.name}: a release of that version is stored with other bytes, and a version is never "
            f"renumbered; give another --version, and delete {folder}"
        )
    names = sorted(path.name for path in folder.iterdir() if path.name != SUMS)
    for name in [*names, SUMS]:
        objects.put(folder / name, f"{folder.name}/{name}")

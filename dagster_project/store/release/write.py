"""Writing a release: one folder of data files and papers, put in its place at once, never written over.

Nothing in it comes from the clock, the machine, or the way in which a home came to its data.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.descriptors import croissant, datapackage
from dagster_project.core.release.dictionary import dictionary_html, dictionary_markdown
from dagster_project.core.release.shape import CalendarVersion, Format, Release, folder_name
from dagster_project.store.home import Home
from dagster_project.store.lake import Version, version_at
from dagster_project.store.reading_copy import define_views, list_files
from dagster_project.store.release.data_files import sha256_of, write_table
from dagster_project.store.release.provenance import chain_head, code_digest, commit, libraries
from dagster_project.store.sql import statement

SUMS: Final = "SHA256SUMS"
PROVENANCE: Final = "provenance.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A release that was written, or, where `fresh` is false, lay there already with the same bytes."""

    folder: Path
    release: Release
    fresh: bool


def version_source(home: Home, version: Version) -> duckdb.DuckDBPyConnection:
    """A connection with a view for each table of the lake's VERSION."""
    connection = duckdb.connect(config={"memory_limit": "4GB"})
    define_views(connection, list_files(home, version.snapshot_id))
    connection.execute(statement("store/temp_directory", folder=f"'{(home.staging / 'spill').as_posix()}'"))
    return connection


def known_releases(folder: Path) -> list[CalendarVersion]:
    """The calendar versions of the releases in FOLDER, oldest first."""
    found = set()
    for path in folder.glob("*/provenance.json"):
        name = path.parent.name.partition("-")[0]
        try:
            found.add(CalendarVersion.parse(name))
        except PalimpsestError:
            continue
    return sorted(found)


def _choose(out: Path, day: datetime, digest: str, style: Format, *, without_text: bool) -> CalendarVersion:
    """The day's first version that is free in OUT, or that holds the dataset of DIGEST, in whatever form."""
    number = 0
    while True:
        version = CalendarVersion(day.date(), number)
        made = [p for p in out.glob(f"{version}*/{PROVENANCE}") if p.parent.name.partition("-")[0] == str(version)]
        if all(json.loads(p.read_text(encoding="utf-8")).get("digest") == digest for p in made):
            same = out / folder_name(version, style, without_text=without_text) / PROVENANCE
            if not same.exists() or json.loads(same.read_text(encoding="utf-8")).get("code") == _code():
                return version
        number += 1


def _code() -> dict[str, Any]:
    return {"commit": commit(), "digest": code_digest()}


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def write_release(
    home: Home,
    *,
    at: int | None = None,
    version: str | None = None,
    style: Format = "parquet",
    without_text: bool = False,
    out: Path | None = None,
) -> Written:
    """Write the lake's version numbered AT (none: the newest) as a release into OUT (none: the home's releases).

    VERSION names it; without one it is named by the day of its newest capture. Raises PalimpsestError where a release
    of that name lies there with other bytes, for a version is never renumbered.
    """
    known = version_at(home, at)
    target_folder = out or home.releases
    target_folder.mkdir(parents=True, exist_ok=True)
    connection = version_source(home, known)
    try:
        through = connection.execute(statement("release/through")).fetchone()
        assert through is not None
        if through[0] is None:
            raise PalimpsestError(f"version {known.version}: holds no capture, so there is nothing to release")
        named = CalendarVersion.parse(version) if version else None
        release = Release(
            version=named or _choose(target_folder, through[0], known.digest, style, without_text=without_text),
            style=style,
            without_text=without_text,
            through=through[0],
            digest=known.digest,
            rules=json.loads(known.rules),
            code_version=known.code_version,
            schema_version=known.schema_version,
        )
        return _put_in_place(connection, release, target_folder)
    finally:
        connection.close()


def _put_in_place(connection: duckdb.DuckDBPyConnection, release: Release, out: Path) -> Written:
    """Write RELEASE beside its place in OUT, then move it there at once."""
    target, beside = out / release.folder, out / f".{release.folder}.{os.getpid()}.tmp"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        made = _write_all(connection, release, beside)
        if not target.exists():
            beside.rename(target)
            return Written(target, made, fresh=True)
        if (target / SUMS).exists() and (target / SUMS).read_bytes() == (beside / SUMS).read_bytes():
            return Written(target, made, fresh=False)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    raise PalimpsestError(
        f"{target}: a release of that version lies there with other bytes, and a version is never renumbered; "
        "give another --version"
    )


def _write_all(connection: duckdb.DuckDBPyConnection, release: Release, folder: Path) -> Release:
    files = tuple(write_table(connection, table, folder, release.style) for table in release.tables)
    made = replace(release, files=files)
    papers = {
        "datapackage.json": _dump(datapackage(made)),
        "croissant.json": _dump(croissant(made)),
        "dictionary.md": dictionary_markdown(made),
        "dictionary.html": dictionary_html(made),
        PROVENANCE: _dump(_provenance(connection, made)),
    }
    for name, text in papers.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    names = sorted(path.name for path in folder.iterdir())
    sums = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    return made


def _provenance(connection: duckdb.DuckDBPyConnection, release: Release) -> dict[str, Any]:
    """From what and by what the release was made."""
    ids = [row[0] for row in connection.execute(statement("release/capture_ids")).fetchall()]
    return {
        "name": "palimpsest",
        "version": str(release.version),
        "through": f"{release.through:%Y-%m-%dT%H:%M:%SZ}",
        "digest": release.digest,
        "schema_version": release.schema_version,
        "rules": dict(release.rules),
        "counts": {file.table: file.rows for file in release.files if file.table},
        "configuration": {"format": release.style, "without_text": release.without_text},
        "captures": {"count": len(ids), "chain_head": chain_head(ids)},
        "code": _code(),
        "code_version": release.code_version,
        "libraries": libraries(),
    }

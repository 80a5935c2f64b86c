"""Writing a release: one folder of data files and papers, put in its place at once, never written over.

Nothing in it comes from the clock, the machine, or the way in which a home came to its data.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.checks import Checked, checks_json, checks_markdown
from dagster_project.core.release.descriptors import croissant, datapackage
from dagster_project.core.release.dictionary import dictionary_html, dictionary_markdown
from dagster_project.core.release.notes import changes_markdown, citation, known_issues_markdown
from dagster_project.core.release.sbom import bill_of_materials
from dagster_project.core.release.shape import CalendarVersion, Format, Release, ReleasedFile
from dagster_project.store.diff import Side, lake_side
from dagster_project.store.home import Home
from dagster_project.store.lake import Version, version_at
from dagster_project.store.reading_copy import define_views, list_files
from dagster_project.store.release.data_files import sha256_of, write_table
from dagster_project.store.release.dependencies import listed_dependencies, locked_libraries
from dagster_project.store.release.entities import write_entities
from dagster_project.store.release.objects import SUMS, bring_release, pull_papers, push_release
from dagster_project.store.release.papers import (
    PROVENANCE,
    changes_since,
    doubts,
    previous_release,
    provenance_of,
    releases_in,
)
from dagster_project.store.release.provenance import chain_head, code_digest, commit, libraries
from dagster_project.store.sql import statement

Audit = Callable[[duckdb.DuckDBPyConnection], Sequence[Checked]]
"""Asks the checks of a whole version, whose tables the connection shows."""


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


def _choose(out: Path, day: date, digest: str) -> CalendarVersion:
    """The day's first version that no release in OUT bears, or only ones of the dataset of DIGEST made by this code."""
    known, number = releases_in(out), 0
    while True:
        version = CalendarVersion(day, number)
        made = [provenance_of(folder) for folder in known.get(version, [])]
        if all(facts.get("digest") == digest and facts.get("code") == _code() for facts in made):
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
    audit: Audit | None = None,
) -> Written:
    """Write the lake's version numbered AT (none: the newest) as a release into OUT (none: the home's releases).

    VERSION names it; without one it is named by the day of its newest capture. Raises PalimpsestError where a release
    of that name lies there with other bytes, for a version is never renumbered. With AUDIT the release tells what the
    checks say of it.
    """
    known = version_at(home, at)
    target_folder = out or home.releases
    target_folder.mkdir(parents=True, exist_ok=True)
    if out is None:
        pull_papers(home)
    connection = version_source(home, known)
    try:
        through = connection.execute(statement("release/through")).fetchone()
        assert through is not None
        if through[0] is None:
            raise PalimpsestError(f"version {known.version}: holds no capture, so there is nothing to release")
        named = CalendarVersion.parse(version) if version else None
        release = Release(
            version=named or _choose(target_folder, through[0].date(), known.digest),
            style=style,
            without_text=without_text,
            through=through[0],
            digest=known.digest,
            rules=json.loads(known.rules),
            code_version=known.code_version,
            schema_version=known.schema_version,
        )
        previous = previous_release(release, target_folder)
        if previous is not None and out is None:
            previous = bring_release(home, previous.name)
        written = _put_in_place(connection, release, lake_side(home, known.version), target_folder, previous, audit)
    finally:
        connection.close()
    if out is None:
        push_release(home, written.folder)
        # Where another machine has released it, only its papers were here.
        bring_release(home, written.folder.name)
    return written


def _put_in_place(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    rows: Side,
    out: Path,
    previous: Path | None,
    audit: Audit | None,
) -> Written:
    """Write RELEASE beside its place in OUT, then move it there at once."""
    target, beside = out / release.folder, out / f".{release.folder}.{os.getpid()}.tmp"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        made = _write_all(connection, release, rows, previous, beside, audit)
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


def _write_all(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    rows: Side,
    previous: Path | None,
    folder: Path,
    audit: Audit | None,
) -> Release:
    """Write the data files and papers of RELEASE into FOLDER; returns it with its files."""
    if release.style == "ftm":
        files: tuple[ReleasedFile, ...] = (write_entities(connection, folder, without_text=release.without_text),)
    else:
        files = tuple(write_table(connection, table, folder, release.style) for table in release.tables)
    made = replace(release, files=files)
    changes = changes_since(previous, made, rows) if previous else None
    papers = {
        "datapackage.json": _dump(datapackage(made)),
        "croissant.json": _dump(croissant(made)),
        "dictionary.md": dictionary_markdown(made),
        "dictionary.html": dictionary_html(made),
        "CHANGES.md": changes_markdown(made, changes),
        "KNOWN_ISSUES.md": known_issues_markdown(made, doubts(connection)),
        "CITATION.cff": citation(made),
        PROVENANCE: _dump(_provenance(connection, made, previous)),
        "sbom.cdx.json": bill_of_materials(made, locked_libraries(), listed_dependencies()),
    }
    if audit is not None:
        checked = audit(connection)
        papers["checks.json"] = checks_json(checked)
        papers["KNOWN_ISSUES.md"] += checks_markdown(checked)
    for name, text in papers.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    names = sorted(path.name for path in folder.iterdir())
    sums = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    return made


def _provenance(connection: duckdb.DuckDBPyConnection, release: Release, previous: Path | None) -> dict[str, Any]:
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
        "previous": {"release": previous.name, "digest": provenance_of(previous)["digest"]} if previous else None,
        "configuration": {"format": release.style, "without_text": release.without_text},
        "captures": {"count": len(ids), "chain_head": chain_head(ids)},
        "code": _code(),
        "code_version": release.code_version,
        "libraries": libraries(),
    }

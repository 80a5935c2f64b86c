"""Checking a release with nothing but its own papers: checksums, schema, counts, keys, references, the chain of captures.

A release may come from anywhere, so its papers are read as data: a name in them is a plain file name or it is a fault.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.descriptors import table_schema_type
from dagster_project.store.lake import file_list
from dagster_project.store.release.data_files import sha256_of
from dagster_project.store.release.objects import SUMS
from dagster_project.store.release.papers import PROVENANCE
from dagster_project.store.release.provenance import chain_head
from dagster_project.store.sql import identifier, literal, statement

_LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_][A-Za-z0-9_.-]*)")
_TABLE: Final = re.compile(r"[a-z_]+")


@dataclass(slots=True)
class _Check:
    """A check under way: the release's folder, its papers, the tables that can be asked, the faults found so far."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    sound: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)

    def one(self, name: str, **slots: str) -> tuple[Any, ...]:
        row = self.connection.execute(statement(f"release/{name}", **slots)).fetchone()
        assert row is not None
        return row


def verify_release(folder: Path) -> list[str]:
    """The faults of the release in FOLDER, a line each; none means that it is whole.

    A file whose bytes are not those that were released is one fault, and is not looked into further. Raises
    PalimpsestError where FOLDER holds no release.
    """
    if not folder.is_dir():
        raise PalimpsestError(f"{folder}: no such release")
    if not (folder / SUMS).is_file():
        raise PalimpsestError(f"{folder}: holds no {SUMS}, so it is no release, or not all of one")
    connection = duckdb.connect(config={"memory_limit": "4GB"})
    try:
        check = _Check(folder, connection)
        _checksums(check)
        if _papers(check):
            for table in check.resources:
                _open_table(check, table)
            for table in [t for t in check.resources if t in check.sound]:
                check.faults += _contents(check, table)
            check.faults += _chain(check)
    finally:
        connection.close()
    return check.faults


def _checksums(check: _Check) -> None:
    """Compare every file with SHA256SUMS; those that agree are sound."""
    listed = set()
    for line in (check.folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            check.faults.append(f"{SUMS}: a line is no checksum: {line[:80]!r}")
            continue
        wanted, name = match.groups()
        listed.add(name)
        path = check.folder / name
        if not path.is_file() or path.is_symlink():
            check.faults.append(f"{name}: missing")
        elif sha256_of(path) != wanted:
            check.faults.append(f"{name}: altered, its SHA-256 is not the one in {SUMS}")
        else:
            check.sound.add(name)
    present = {path.name for path in check.folder.iterdir()} - {SUMS}
    check.faults += [f"{name}: is not listed in {SUMS}" for name in sorted(present - listed)]


def _papers(check: _Check) -> bool:
    """Read the descriptor and the provenance; False where they can't be trusted to check the rest by."""
    for name in ("datapackage.json", PROVENANCE):
        if name not in check.sound:
            if not any(fault.startswith(f"{name}: ") for fault in check.faults):
                check.faults.append(f"{name}: missing")
            return False
    try:
        package = json.loads((check.folder / "datapackage.json").read_text(encoding="utf-8"))
        check.provenance = json.loads((check.folder / PROVENANCE).read_text(encoding="utf-8"))
        tables = [r for r in package["resources"] if r.get("type") == "table"]
        check.resources = {r["name"]: r for r in tables if _TABLE.fullmatch(r["name"])}
        unknown = check.provenance["counts"].keys() ^ check.resources.keys()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        check.faults.append(f"datapackage.json, {PROVENANCE}: are damaged ({error!r})")
        return False
    check.faults += [f"{name}: stands in only one of datapackage.json and {PROVENANCE}" for name in sorted(unknown)]
    return not unknown


def _names(resource: dict[str, Any]) -> list[str]:
    return [f["name"] for f in resource["schema"]["fields"]]


def _open_table(check: _Check, table: str) -> None:
    """Compare the columns of TABLE's file with its descriptor, and make it a view where they agree."""
    resource = check.resources[table]
    name, style = resource["path"], resource["format"]
    if name not in check.sound:
        if not any(fault.startswith(f"{name}: ") for fault in check.faults):
            check.faults.append(f"{name}: missing")
        return
    try:
        path = check.folder / name
        wanted = _wanted(resource, style)
        found = _columns(path, style) if style != "jsonl" or path.stat().st_size else wanted
        if found != wanted:
            differing = sorted({c for c, _ in {*found} ^ {*wanted}})
            check.faults.append(f"{name}: its columns are not those described: {', '.join(differing) or 'other order'}")
            return
        names = _names(resource)
        slots = {"view": identifier(table), "columns": ", ".join(map(identifier, names)), "files": file_list([path])}
        if style != "parquet":
            slots["definitions"] = "{" + ", ".join(f"{literal(n)}: 'VARCHAR'" for n in names) + "}"
        check.connection.execute(statement(f"release/view_{style}", **slots))
        check.sound.add(table)
    except (OSError, ValueError, KeyError, duckdb.Error) as error:
        check.faults.append(f"{name}: can't be read ({str(error).splitlines()[0]})")


def _wanted(resource: dict[str, Any], style: str) -> list[tuple[str, str]]:
    typed = style == "parquet"
    return [(f["name"], f["type"] if typed else "") for f in resource["schema"]["fields"]]


def _columns(path: Path, style: str) -> list[tuple[str, str]]:
    """The names of the file's columns, in order, with their types where the format has any."""
    if style == "parquet":
        return [(f.name, table_schema_type(f.type)) for f in pq.read_schema(path)]
    with path.open(encoding="utf-8", newline="") as stream:
        first = stream.readline().rstrip("\r\n")
    if style == "csv":
        return [(name, "") for name in first.split(",")]
    if style == "jsonl":
        return [(name, "") for name in json.loads(first)]
    raise ValueError(f"format {style!r} is not known")


def _contents(check: _Check, table: str) -> Iterator[str]:
    """The faults in TABLE's rows: how many, keys that stand twice, values that are missing or refer to nothing."""
    resource, view = check.resources[table], identifier(table)
    name, schema = resource["path"], resource["schema"]
    (rows,) = check.one("count_rows", table=view)
    stated = check.provenance["counts"][table]
    if rows != stated:
        yield f"{name}: holds {rows:,} rows, {PROVENANCE} says {stated:,}"
    doubles, example = check.one("double_keys", table=view, columns=", ".join(map(identifier, schema["primaryKey"])))
    if doubles:
        yield f"{name}: {doubles:,} keys stand more than once, as {example}"
    required = [f["name"] for f in schema["fields"] if f["constraints"]["required"]]
    (empty,) = check.one("empty_cells", table=view, condition=" or ".join(f"{identifier(c)} is null" for c in required))
    if empty:
        yield f"{name}: {empty:,} rows miss a value that they must have"
    for key in schema.get("foreignKeys", []):
        (column,), (field_,) = key["fields"], key["reference"]["fields"]
        target = key["reference"]["resource"] or table
        if target not in check.sound:
            continue
        dangling, example = check.one(
            "dangling", table=view, column=identifier(column), target=identifier(target), key=identifier(field_)
        )
        if dangling:
            yield f"{name}: {dangling:,} values of {column} are not in {target}.{field_}, as {example}"


def _chain(check: _Check) -> Iterator[str]:
    """Whether the captures are those, all of those and in the order, that the chain's head was made from."""
    if "captures" not in check.sound:
        return
    ids = [row[0] for row in check.connection.execute(statement("release/capture_ids")).fetchall()]
    if chain_head(ids) != check.provenance.get("captures", {}).get("chain_head"):
        yield f"{check.resources['captures']['path']}: its captures are not those of the chain in {PROVENANCE}"

"""Publishing: what a run has staged becomes a version, in one transaction over all tables."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq

from dagster_project.core.errors import SupersededError
from dagster_project.core.schema import SCHEMA_VERSION, TABLES, Scope, Table
from dagster_project.store.chain import head_of, read_chain
from dagster_project.store.home import Home
from dagster_project.store.lake import columns_of, file_list, open_lake, versions
from dagster_project.store.sql import ALL, FEW, NONE, among, identifier, statement, within
from dagster_project.store.staging import Stage
from dagster_project.store.transaction import at_once, transaction

_MASK = (1 << 128) - 1
SPAN_IDS: Final = 100_000
"""Ids whose rows are compared and sorted together: DuckDB can't do so with a million in the memory that it is given."""
Sums = dict[str, list[int]]
"""For each table: rows, sum of the lower and of the upper halves of the rows' digests."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did: `version` is None where nothing differed from the lake."""

    version: int | None
    snapshot_id: int | None
    added: Mapping[str, int]
    removed: Mapping[str, int]


def stage_views(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Define a view `staged_<table>` for each table over what STAGE holds, and one over the texts that it has read."""
    with at_once(connection):
        for name, table in (*TABLES.items(), ("texts_read", TABLES["texts"])):
            parts, view, columns = stage.parts(name), identifier(f"staged_{name}"), columns_of(table)
            if parts:
                connection.execute(statement("store/stage_view", view=view, columns=columns, files=file_list(parts)))
            else:
                connection.execute(
                    statement("store/stage_empty", view=view, columns=columns, table=identifier(f"lake.{table.name}"))
                )


def group_column(table: Table) -> str:
    """The column whose values a run replaces as a whole: capture_id, article_id, or a global table's own key."""
    return {"capture": "capture_id", "article": "article_id", "global": table.key[0]}[table.scope]


def known_among(connection: duckdb.DuckDBPyConnection) -> dict[Scope, str]:
    """For each scope a condition on its ids that holds for all rows of the lake that the run may replace.

    Mostly these are few, or none: then most of the lake's files need not be read. Needs `prepare_base`.
    """
    conditions: dict[Scope, str] = {"global": "true"}
    asked: tuple[tuple[Scope, str, str], ...] = (
        ("article", "known_ids", "article_id"),
        ("capture", "known_captures", "capture_id"),
    )
    for scope, query, column in asked:
        rows = connection.execute(statement(f"store/{query}"), {"most": FEW + 1}).fetchall()
        conditions[scope] = among(column, [row[0] for row in rows])
    return conditions


def _replace_changed(
    connection: duckdb.DuckDBPyConnection, stage: Stage, table: Table, sums: Sums, known: Mapping[Scope, str]
) -> tuple[int, int]:
    """Replace in the lake the rows of TABLE whose ids differ; returns rows added and rows removed.

    KNOWN are conditions on the ids that the lake has rows of.
    """
    lake, staged = identifier(f"lake.{table.name}"), identifier(f"staged_{table.name}")
    names = {"table": lake, "id": identifier(group_column(table)), "columns": columns_of(table)}
    names["among"] = known[table.scope]
    base = "no_base" if table.scope == "global" else f"base_{table.scope}"

    def run(name: str, *slots: str, **more: str) -> duckdb.DuckDBPyConnection:
        return connection.execute(statement(f"store/{name}", **{s: names[s] for s in slots}, **more))

    replaced = identifier(base if table.scope != "global" else f"replaced_{table.name}")
    run("touched", "id", staged=staged, base=replaced)
    fresh = names["among"] == NONE
    run("all_changed") if fresh else run("no_ids", "id", table="changed")
    new, old = [0, 0, 0], [0, 0, 0]
    if fresh and table.scope == "capture":
        pieces = [(view, ALL) for view in _groups(connection, stage, table)]
    else:
        pieces = [(staged, span) for span in _spans(connection, group_column(table))]
    for view, span in pieces:
        sides = [(new, view)]
        if not fresh:
            run("old_rows", "table", "id", "columns", "among", within=span)
            run("changed", "id", "columns", staged=view, within=span)
            sides.append((old, identifier("old_rows")))
        for total, asked in sides:
            found = run("row_sums", "columns", "id", table=asked, within=span).fetchone()
            assert found is not None
            total[:] = [a + int(b) for a, b in zip(total, found, strict=True)]
    if old[0]:
        run("delete_changed", "table", "id", "among")
    for view, span in pieces if new[0] else ():
        key = ", ".join(identifier(k) for k in table.key)
        run("insert_changed", "table", "id", "columns", staged=view, key=key, within=span)
    before = sums.get(table.name, [0, 0, 0])
    sums[table.name] = [before[0] + new[0] - old[0], *((before[i] + new[i] - old[i]) & _MASK for i in (1, 2))]
    return new[0], old[0]


def _groups(connection: duckdb.DuckDBPyConnection, stage: Stage, table: Table) -> Iterator[str]:
    """Views on the staged parts of TABLE, each on those of about SPAN_IDS captures.

    A capture's id says nothing of its part: by spans of ids every part would be read for every span.
    """
    captures = {part.stem: int(pq.read_metadata(part).num_rows) for part in stage.parts("captures")}
    groups: list[list[Path]] = []
    held = SPAN_IDS
    for part in stage.parts(table.name):
        if held >= SPAN_IDS:
            groups.append([])
            held = 0
        groups[-1].append(part)
        held += captures.get(part.stem, 0)
    for number, parts in enumerate(groups):
        view = identifier(f"group_{number}_of_{table.name}")
        connection.execute(statement("store/stage_view", view=view, columns=columns_of(table), files=file_list(parts)))
        yield view


def _spans(connection: duckdb.DuckDBPyConnection, column: str) -> Iterator[str]:
    """Conditions on the ids in COLUMN, one for each span of SPAN_IDS of the touched ones."""
    rows = connection.execute(statement("store/span_starts", id=identifier(column)), {"ids": SPAN_IDS}).fetchall()
    starts = [start for (start,) in rows[1:]]
    for low, below in zip([None, *starts], [*starts, None], strict=True):
        yield within(column, low, below)


def prepare_base(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Temp tables of the ids that the run read or derived anew, one a scope, and of captures and global rows that it replaces."""
    derived = stage.parts("derived")
    if derived:
        connection.execute(statement("store/base_article", files=file_list(derived)))
    else:
        connection.execute(statement("store/no_ids", table=identifier("base_article"), id=identifier("article_id")))
    for table in TABLES.values():
        if table.scope == "global" or table.name == "captures":
            name, key = identifier(f"replaced_{table.name}"), identifier(table.key[0])
            parts = stage.parts(f"replaced_{table.name}")
            if parts:
                connection.execute(statement("store/replaced_ids", table=name, id=key, files=file_list(parts)))
            else:
                connection.execute(statement("store/no_ids", table=name, id=key))
    connection.execute(statement("store/base_capture"))


def publish(
    home: Home, stage: Stage, *, message: str, author: str, code_version: str, rules: str, now: datetime
) -> Published:
    """Commit what STAGE holds as the next version, in one transaction; nothing is committed where nothing differs.

    The caller holds the writer's lock. Tables are replaced by the ids that differ, so that the cost follows the change.
    Raises SupersededError where another run has published since this one began, for then histories were derived
    without what that one brought.
    """
    connection = open_lake(home, read_only=False)
    try:
        known = versions(connection)
        base = stage.base()
        if base is not None and base != len(known):
            raise SupersededError(
                f"version {len(known)}: another run published it while this one was under way; nothing is lost, build again"
            )
        sums: Sums = json.loads(known[-1].sums) if known else {}
        stage_views(connection, stage)
        prepare_base(connection, stage)
        # Asked before the transaction: within one, the catalog's own tables can't be read beside the lake's.
        reshaped = _reshaped(connection, known[-1].snapshot_id) if known else []
        among_known = known_among(connection)
        with transaction(connection):
            sum_anew(connection, reshaped, sums)
            return _commit_changes(
                connection,
                stage,
                len(known) + 1,
                sums,
                among_known,
                Published(None, known[-1].snapshot_id if known else None, {}, {}),
                {
                    "created_at": now,
                    "message": message,
                    "code_version": code_version,
                    "rules": rules,
                    "chain_head": head_of(read_chain(home)),
                },
                author=author,
            )
    finally:
        connection.close()


def _reshaped(connection: duckdb.DuckDBPyConnection, snapshot: int) -> list[str]:
    """The tables that have got columns since SNAPSHOT; not `versions`, whose rows no version sums."""
    rows = connection.execute(statement("store/reshaped_since"), {"snapshot": snapshot}).fetchall()
    return sorted(name for (name,) in rows if name != "versions")


def sum_anew(connection: duckdb.DuckDBPyConnection, reshaped: list[str], sums: Sums) -> None:
    """Sum the RESHAPED tables anew, so that the digest stays one of the rows and not of their past."""
    for name in reshaped:
        asked = statement("store/table_sums", table=identifier(f"lake.{name}"), columns=columns_of(TABLES[name]))
        row = connection.execute(asked).fetchone()
        assert row is not None
        sums[name] = [int(row[0]), *(int(value) & _MASK for value in row[1:])]


def _commit_changes(
    connection: duckdb.DuckDBPyConnection,
    stage: Stage,
    number: int,
    sums: Sums,
    among_known: Mapping[Scope, str],
    before: Published,
    facts: Mapping[str, object],
    *,
    author: str,
) -> Published:
    """Replace what differs in every table and commit it as version NUMBER; roll back where nothing differs."""
    added, removed = {}, {}
    for table in TABLES.values():
        if table.name != "versions":
            added[table.name], removed[table.name] = _replace_changed(connection, stage, table, sums, among_known)
    if not any(added.values()) and not any(removed.values()):
        connection.execute("rollback")
        return before
    row = connection.execute(statement("store/snapshot")).fetchone()
    assert row is not None
    snapshot, all_sums = int(row[0]) + 1, json.dumps(sums, sort_keys=True)
    digest = hashlib.sha256(all_sums.encode()).hexdigest()
    connection.execute(
        statement("store/insert_version"),
        {
            **facts,
            "version": number,
            "snapshot_id": snapshot,
            "schema_version": SCHEMA_VERSION,
            "sums": all_sums,
            "digest": digest,
            "counts": json.dumps({name: values[0] for name, values in sorted(sums.items())}),
        },
    )
    connection.execute(
        statement("store/commit_message"),
        {"author": author, "message": facts["message"], "facts": json.dumps({"version": number, "digest": digest})},
    )
    connection.execute("commit")
    return Published(number, snapshot, added, removed)

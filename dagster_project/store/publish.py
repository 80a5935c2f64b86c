"""Publishing: what a run has staged becomes a version, in one transaction over all tables."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from dagster_project.core.schema import SCHEMA_VERSION, TABLES, Table
from dagster_project.store.home import Home
from dagster_project.store.lake import columns_of, file_list, open_lake, versions
from dagster_project.store.sql import identifier, statement
from dagster_project.store.staging import Stage

_MASK = (1 << 128) - 1
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
    """Define a view `staged_<table>` for each table over what STAGE holds."""
    for table in TABLES.values():
        parts, view, columns = stage.parts(table.name), identifier(f"staged_{table.name}"), columns_of(table)
        if parts:
            connection.execute(statement("store/stage_view", view=view, columns=columns, files=file_list(parts)))
        else:
            connection.execute(statement("store/stage_empty", view=view, columns=columns, table=identifier(f"lake.{table.name}")))


def group_column(table: Table) -> str:
    """The column whose values a run replaces as a whole: capture_id, article_id, or a global table's own key."""
    return {"capture": "capture_id", "article": "article_id", "global": table.key[0]}[table.scope]


def _replace_changed(connection: duckdb.DuckDBPyConnection, table: Table, sums: Sums) -> tuple[int, int]:
    """Replace in the lake the rows of TABLE whose ids differ; returns rows added and rows removed."""
    lake, staged = identifier(f"lake.{table.name}"), identifier(f"staged_{table.name}")
    names = {"table": lake, "staged": staged, "id": identifier(group_column(table)), "columns": columns_of(table)}
    base = "no_base" if table.scope == "global" else f"base_{table.scope}"

    def run(name: str, *slots: str, **more: str) -> duckdb.DuckDBPyConnection:
        return connection.execute(statement(f"store/{name}", **{s: names[s] for s in slots}, **more))

    run("touched", "staged", "id", base=identifier(base if table.scope != "global" else f"dropped_{table.name}"))
    run("old_rows", "table", "id", "columns")
    run("changed", "staged", "id", "columns")
    new = run("row_sums", "columns", "id", table=staged).fetchone()
    old = run("row_sums", "columns", "id", table=identifier("old_rows")).fetchone()
    assert new is not None and old is not None
    if old[0]:
        run("delete_changed", "table", "id")
    if new[0]:
        run("insert_changed", "table", "id", "columns", "staged", key=", ".join(identifier(k) for k in table.key))
    before = sums.get(table.name, [0, 0, 0])
    sums[table.name] = [before[0] + new[0] - old[0], *((before[i] + int(new[i]) - int(old[i])) & _MASK for i in (1, 2))]
    return int(new[0]), int(old[0])


def _prepare_base(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Temp tables of the ids that the run derived anew, one a scope, and of parties that nothing names any more."""
    connection.execute(statement("store/base_article", files=_derived(stage)))
    connection.execute(statement("store/base_capture"))
    for table in TABLES.values():
        if table.scope == "global":
            connection.execute(statement("store/dropped_none", table=identifier(f"dropped_{table.name}"), id=identifier(table.key[0])))


def _derived(stage: Stage) -> str:
    parts = sorted((stage.folder / "derived").glob("*.parquet"))
    return file_list(parts)


def publish(home: Home, stage: Stage, *, message: str, author: str, code_version: str, rules: str,
            now: datetime) -> Published:
    """Commit what STAGE holds as the next version, in one transaction; nothing is committed where nothing differs.

    The caller holds the writer's lock. Tables are replaced by the ids that differ, so that the cost follows the change.
    """
    connection = open_lake(home, read_only=False)
    try:
        known = versions(connection)
        sums: Sums = json.loads(known[-1].sums) if known else {}
        stage_views(connection, stage)
        _prepare_base(connection, stage)
        added, removed = {}, {}
        connection.execute("begin")
        for table in TABLES.values():
            if table.name != "versions":
                added[table.name], removed[table.name] = _replace_changed(connection, table, sums)
        if not any(added.values()) and not any(removed.values()):
            connection.execute("rollback")
            return Published(None, known[-1].snapshot_id if known else None, added, removed)
        number = len(known) + 1
        snapshot = connection.execute(statement("store/snapshot")).fetchone()
        assert snapshot is not None
        counts = {name: values[0] for name, values in sorted(sums.items())}
        digest = hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()
        connection.execute(statement("store/insert_version"), {
            "version": number, "snapshot_id": snapshot[0] + 1, "created_at": now, "message": message,
            "code_version": code_version, "schema_version": SCHEMA_VERSION, "rules": rules,
            "counts": json.dumps(counts), "sums": json.dumps(sums, sort_keys=True), "digest": digest})
        connection.execute(statement("store/commit_message"), {"author": author, "message": message, "facts": json.dumps({"version": number, "digest": digest})})
        connection.execute("commit")
        return Published(number, snapshot[0] + 1, added, removed)
    except duckdb.Error:
        connection.execute("rollback")
        raise
    finally:
        connection.close()

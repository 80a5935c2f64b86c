"""A connection on what the next version would hold: the lake, what a run has staged, and both together."""

from pathlib import Path

import duckdb

from dagster_project.core.schema import TABLES
from dagster_project.store.home import Home
from dagster_project.store.lake import columns_of, file_list, open_lake
from dagster_project.store.publish import prepare_base, stage_views
from dagster_project.store.sql import identifier, statement
from dagster_project.store.staging import Stage
from dagster_project.store.transaction import at_once


def open_next(home: Home, stage: Stage, drafts: dict[str, list[Path]]) -> duckdb.DuckDBPyConnection:
    """The lake attached as `lake`, views `staged_<table>` and `next_<table>` for each table that is not global.

    DRAFTS names parts to be taken for a table that is not staged under its own name yet.
    """
    connection = open_lake(home)
    stage_views(connection, stage)
    with at_once(connection):
        for name, parts in drafts.items():
            if parts:
                connection.execute(
                    statement(
                        "store/stage_view",
                        view=identifier(f"staged_{name}"),
                        columns=columns_of(TABLES[name]),
                        files=file_list(parts),
                    )
                )
        prepare_base(connection, stage)
        for table in TABLES.values():
            if table.scope != "global":
                connection.execute(
                    statement(
                        f"store/next_by_{table.scope}",
                        view=identifier(f"next_{table.name}"),
                        columns=columns_of(table),
                        staged=identifier(f"staged_{table.name}"),
                        table=identifier(f"lake.{table.name}"),
                    )
                )
    return connection

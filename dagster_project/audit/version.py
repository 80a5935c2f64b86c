"""The audit of a whole version, which does not depend on the runs that made it: for releases."""

import re
from typing import Final

import duckdb

from dagster_project.audit.expectations import expectations
from dagster_project.core.release.checks import Checked
from dagster_project.core.schema import TABLES
from dagster_project.store.sql import identifier, statement

_OF_A_RUN: Final = re.compile(r"\b(?:lake_\w+|pending_captures|derived_articles|misfits)\b")
"""What only a run has: checks that hold it against the version before are asked at its publish, and have no answer here."""


def audit_version(connection: duckdb.DuckDBPyConnection) -> tuple[Checked, ...]:
    """Ask the checks of the tables that CONNECTION shows under their names; all rows are looked at.

    Views `staged_…` and `next_…` of each table are left in CONNECTION.
    """
    for name in TABLES:
        for prefix in ("staged", "next"):
            view = identifier(f"{prefix}_{name}")
            connection.execute(statement("audit/version_view", view=view, table=identifier(name)))
    found = []
    for e in expectations():
        if _OF_A_RUN.search(e.sql):
            continue
        row = connection.execute(statement("audit/offending_count", query=e.sql)).fetchone()
        assert row is not None
        found.append(Checked(e.table, e.name, e.severity, e.offence, int(row[0])))
    return tuple(sorted(found, key=lambda c: (c.table, c.check)))

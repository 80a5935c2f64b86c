"""What must hold of the rows that a run has staged: a list of expectations, made without any heavy library.

From the registry, for each table: its columns, its key, required values, closed sets, ranges, references. From
sql/checks/, one expectation a file: its first comment says what an offending row is.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dagster_project.core.schema import TABLES, Column, Table
from dagster_project.store.home import SQL
from dagster_project.store.sql import identifier, literal, statement

Severity = Literal["critical", "warn"]
_SETTING = re.compile(r"^-- (table|severity|remedy): (.+)$", re.MULTILINE)
_OURS = "the code's fault or that of mixed versions, not the page's: `palimpsest doctor`, build again, report it if it stays"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation: `sql` gives the offending rows, and no rows where it holds.

    A failed `critical` one stops the publish. `native` names the library's own expectation where it has one; `columns`
    are the columns that it is about.
    """

    name: str
    table: str
    severity: Severity
    offence: str
    remedy: str
    sql: str
    native: Literal["unique"] | None = None
    columns: tuple[str, ...] = ()


def _condition(column: Column) -> tuple[str, str] | None:
    """The SQL condition of a value outside what COLUMN may hold, and the same in words."""
    name = identifier(column.name)
    if column.values:
        return (
            f"{name} not in ({', '.join(literal(v) for v in column.values)})",
            f"{column.name} is none of {', '.join(column.values)}",
        )
    bounds = [f"{name} < {column.low}"] if column.low is not None else []
    bounds += [f"{name} > {column.high}"] if column.high is not None else []
    if not bounds:
        return None
    low, high = (bound if bound is not None else "…" for bound in (column.low, column.high))
    return " or ".join(bounds), f"{column.name} is outside {low} to {high}"


def _of_table(table: Table) -> list[Expectation]:
    staged, key = identifier(f"staged_{table.name}"), ", ".join(identifier(k) for k in table.key)
    qualified = ", ".join(f"s.{identifier(k)}" for k in table.key)
    remedy = _OURS
    required = [c.name for c in table.columns if not c.nullable]
    made = [
        Expectation(
            f"{table.name}_columns",
            table.name,
            "critical",
            "a column is missing, unknown or of another type than the registry's",
            remedy,
            statement("audit/misfits_of", name=literal(table.name)),
            None,
            tuple(c.name for c in table.columns),
        ),
        Expectation(
            f"{table.name}_key_unique",
            table.name,
            "critical",
            f"{', '.join(table.key)} stands more than once",
            remedy,
            statement("audit/key_unique", key=key, staged=staged),
            "unique",
            table.key,
        ),
        Expectation(
            f"{table.name}_required",
            table.name,
            "critical",
            "a required value is missing",
            remedy,
            statement(
                "audit/required",
                key=key,
                staged=staged,
                condition=" or ".join(f"{identifier(c)} is null" for c in required),
            ),
            None,
            tuple(required),
        ),
    ]
    made += [
        Expectation(
            f"{table.name}_{column}_exists",
            table.name,
            "critical",
            f"{column} is no revision of the article",
            remedy,
            statement("audit/revision_exists", key=qualified, staged=staged, column=identifier(column)),
            None,
            (column,),
        )
        for column in ("revision", "from_revision", "to_revision")
        if column in table.by_name and table.name != "revisions"
    ]
    outside = [found for column in table.columns if (found := _condition(column)) is not None]
    if {"char_start", "char_end"} <= table.by_name.keys():
        outside.append(("char_start >= char_end", "char_start is not before char_end"))
    if outside:
        made.append(
            Expectation(
                f"{table.name}_values",
                table.name,
                "critical",
                " or ".join(words for _, words in outside),
                remedy,
                statement(
                    "audit/required", key=key, staged=staged, condition=" or ".join(f"({sql})" for sql, _ in outside)
                ),
            )
        )
    made += [
        _reference(table, column, qualified, staged, remedy)
        for column in table.columns
        if column.references is not None
    ]
    return made


def _reference(table: Table, column: Column, key: str, staged: str, remedy: str) -> Expectation:
    """That what COLUMN names is there, among the staged rows or in the last version."""
    assert column.references is not None
    other, target = column.references.split(".")
    return Expectation(
        f"{table.name}_{column.name}_exists",
        table.name,
        "critical",
        f"{column.name} names no row of {other}",
        remedy,
        statement(
            "audit/reference",
            key=key,
            staged=staged,
            column=identifier(column.name),
            table=identifier(f"next_{other}"),
            target=identifier(target),
        ),
        None,
        (column.name,),
    )


def _of_files() -> list[Expectation]:
    made = []
    for path in sorted((SQL / "checks").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        settings = dict(_SETTING.findall(text))
        offence = " ".join(
            line[3:].strip() for line in text.splitlines() if line.startswith("-- ") and not _SETTING.match(line)
        )
        severity: Severity = "warn" if settings.get("severity") == "warn" else "critical"
        made.append(
            Expectation(
                path.stem,
                settings["table"],
                severity,
                offence,
                settings["remedy"],
                text,
            )
        )
    return made


@cache
def expectations() -> tuple[Expectation, ...]:
    """All expectations, by table in the registry's order; `versions` is written by the publish itself."""
    made = [e for table in TABLES.values() if table.name != "versions" for e in _of_table(table)] + _of_files()
    order = {name: number for number, name in enumerate(TABLES)}
    return tuple(sorted(made, key=lambda e: order[e.table]))

"""Which columns of tables the columns of a derived table come from, read from its statement by sqlglot."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

import dagster as dg

from dagster_project.core.models import MODELS
from dagster_project.core.schema import TABLES
from dagster_project.store.sql import statement

_READ: Final = re.compile(r"\b(?:from|join)\s+(\w+)")


@cache
def sources(model: str) -> Mapping[str, frozenset[tuple[str, str]]]:
    """For each column of MODEL, the (table, column) pairs that its values are made from, conditions and joins aside."""
    import sqlglot  # noqa: PLC0415
    from sqlglot import exp  # noqa: PLC0415
    from sqlglot.lineage import lineage  # noqa: PLC0415
    from sqlglot.optimizer.qualify import qualify  # noqa: PLC0415
    from sqlglot.optimizer.scope import build_scope  # noqa: PLC0415

    schema: dict[str, object] = {t.name: {c.name: "text" for c in t.columns} for t in TABLES.values()}
    tree = sqlglot.parse_one(statement(f"models/{model}"), dialect="duckdb")
    tree = qualify(tree, dialect="duckdb", schema=schema, validate_qualify_columns=False, identify=False)
    scope = build_scope(tree)
    found = {}
    for column in MODELS[model].columns:
        root = lineage(column.name, tree, schema=schema, dialect="duckdb", scope=scope, copy=False)
        leaves = [n for n in root.walk() if isinstance(n.expression, exp.Table) and not n.downstream]
        pairs = {(n.expression.name, n.name.rpartition(".")[2].strip('"')) for n in leaves}
        found[column.name] = frozenset((t, c) for t, c in pairs if t in TABLES and c in TABLES[t].by_name)
    return found


def tables_of(model: str) -> list[str]:
    """The tables that the statement of MODEL reads, in order of name; found by its words, so that loading stays quick."""
    return sorted(set(_READ.findall(statement(f"models/{model}"))) & TABLES.keys())


def model_lineage(model: str) -> dg.TableColumnLineage:
    """The lineage of MODEL's columns as Dagster shows it."""
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(asset_key=table, column_name=name) for table, name in sorted(pairs)]
            for column, pairs in sources(model).items()
            if pairs
        }
    )

"""Running the audit: Great Expectations asks DuckDB; the offending rows of what fails are fetched for the reader."""

import json
import logging
import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from dagster_project.audit.expectations import Expectation, expectations
from dagster_project.audit.results import CheckResult
from dagster_project.store.audit_database import make_audit_database
from dagster_project.store.catalog import MEMORY
from dagster_project.store.home import Home
from dagster_project.store.sql import statement
from dagster_project.store.staging import Stage

if TYPE_CHECKING:
    from dagster_project.audit.data_docs import Docs

SHOWN_CHARACTERS: Final = 200
NOT_ASKED: Final = "this says nothing about the data: read the error, then `palimpsest doctor`"


def import_library() -> tuple[Any, Any]:
    """Great Expectations and its expectations, which say nothing to anyone and ask DuckDB in its own words.

    The import takes seconds: a step that waits for others may do it ahead.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx  # noqa: PLC0415
        import great_expectations.expectations as gxe  # noqa: PLC0415

        from dagster_project.audit.dialect import register  # noqa: PLC0415
    register()
    return gx, gxe


def _in_library(gx: Any, asked: Sequence[Expectation]) -> list[Any]:
    """ASKED as the library's own expectations."""
    made = []
    for e in asked:
        said = f"{e.name}: no rows such as: {e.offence}".replace("$", "")
        if e.native == "unique" and len(e.columns) == 1:
            made.append(gx.ExpectColumnValuesToBeUnique(column=e.columns[0], description=said))
        elif e.native == "unique":
            made.append(gx.ExpectCompoundColumnsToBeUnique(column_list=list(e.columns), description=said))
        else:
            made.append(
                gx.UnexpectedRowsExpectation(unexpected_rows_query=f"{e.sql}\n/* of {{batch}} */", description=said)
            )
    return made


def _sample(connection: duckdb.DuckDBPyConnection, e: Expectation) -> tuple[int, tuple[dict[str, Any], ...]]:
    counted = connection.execute(statement("audit/offending_count", query=e.sql)).fetchone()
    assert counted is not None
    result = connection.execute(statement("audit/offending_rows", query=e.sql))
    names = [column[0] for column in result.description or []]
    return int(counted[0]), tuple(
        {n: str(v)[:SHOWN_CHARACTERS] for n, v in zip(names, row, strict=True)} for row in result.fetchall()
    )


def _judge(connection: duckdb.DuckDBPyConnection, e: Expectation, result: Any) -> CheckResult:
    """The library's RESULT of an expectation as ours."""
    raised = result.exception_info or {}
    failures = [raised] if "raised_exception" in raised else list(raised.values())
    problem = next((f.get("exception_message") for f in failures if f.get("raised_exception")), None)
    if problem:
        said = f"could not be asked: {problem}"
        return CheckResult(e.name, e.table, e.severity, False, said, error=str(problem), remedy=NOT_ASKED)
    if result.success:
        return CheckResult(e.name, e.table, e.severity, True, "holds", remedy=e.remedy)
    count, sample = _sample(connection, e)
    return CheckResult(
        e.name,
        e.table,
        e.severity,
        False,
        f"{count or 'some'} rows: {e.offence}; {e.remedy}",
        count,
        sample,
        remedy=e.remedy,
    )


def _limits(database: Path) -> dict[str, str | bool | int | float | list[str]]:
    """How much memory the audit may take; what needs more goes to a folder beside the database."""
    return {"memory_limit": MEMORY, "temp_directory": str(database.parent / "spill")}


@contextmanager
def _second_connection(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the audit database (it holds views only), for the library keeps the first to itself."""
    copy = database.with_name(f"{database.stem}_rows.duckdb")
    shutil.copyfile(database, copy)
    try:
        with duckdb.connect(str(copy), read_only=True, config=_limits(database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection
    finally:
        copy.unlink()


@contextmanager
def _source(gx: Any, database: Path) -> Iterator[Any]:
    """The library's data source on the audit database, which is closed and removed at the end."""
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_sql(
        "audit",
        connection_string=f"duckdb:///{database}",
        create_temp_table=False,
        kwargs={"connect_args": {"read_only": True, "config": _limits(database)}},
    )
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
        database.unlink()


def audit(home: Home, stage: Stage, tables: Sequence[str], docs: "Docs | None" = None) -> list[CheckResult]:
    """Ask every expectation of TABLES of what STAGE holds; the results are in the order of `expectations()`.

    Where the stage holds nothing the next version is the last one, which has passed its audit. With DOCS the library's
    Data Docs are written, a page a table.
    """
    if stage.holds_nothing():
        asked = [e for table in tables for e in expectations() if e.table == table]
        return [CheckResult(e.name, e.table, e.severity, True, "holds: the run stages nothing") for e in asked]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gx, gxe = import_library()
        database = make_audit_database(home, stage, tables[0])
        results: list[CheckResult] = []
        with _source(gx, database) as source, _second_connection(database) as connection:
            for table in tables:
                asked = [e for e in expectations() if e.table == table]
                batch = (
                    source.add_table_asset(table, table_name=f"staged_{table}")
                    .add_batch_definition_whole_table("all")
                    .get_batch()
                )
                suite = gx.ExpectationSuite(name=table, expectations=_in_library(gxe, asked))
                answer = batch.validate(suite, result_format="BOOLEAN_ONLY")
                found = {_identity(r.expectation_config): r for r in answer.results}
                judged = [
                    _judge(connection, e, found[_identity(c.configuration)])
                    for e, c in zip(asked, suite.expectations, strict=True)
                ]
                results.extend(judged)
                if docs is not None:
                    from dagster_project.audit.data_docs import write_docs  # noqa: PLC0415

                    write_docs(docs, table, answer, judged)
    return results


def _identity(configuration: Any) -> str:
    return json.dumps(
        [configuration.type, {k: v for k, v in configuration.kwargs.items() if k != "batch_id"}],
        sort_keys=True,
        default=str,
    )

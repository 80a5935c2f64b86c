"""Running the audit: Great Expectations asks DuckDB; the offending rows of what fails are fetched for the reader."""

import json
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from dagster_project.audit.expectations import Expectation, expectations
from dagster_project.audit.library import as_library_says, import_library
from dagster_project.audit.results import CheckResult
from dagster_project.store.audit_database import make_audit_database
from dagster_project.store.catalog import MEMORY
from dagster_project.store.sql import statement
from dagster_project.store.staging import Stage

if TYPE_CHECKING:
    from dagster_project.audit.data_docs import Docs

SHOWN_CHARACTERS: Final = 200
WHOLE: Final = "all"
"""The library's name for a table as a whole."""
NOT_ASKED: Final = "this says nothing about the data: read the error, then `palimpsest doctor`"


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
def _source(gx: Any, database: Path, tables: Sequence[str]) -> Iterator[Any]:
    """The library's data source on what is staged of TABLES in the audit database, closed and removed at the end."""
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_sql(
        "audit",
        connection_string=f"duckdb:///{database}",
        create_temp_table=False,
        assets=[
            {"type": "table", "name": t, "table_name": f"staged_{t}", "batch_definitions": [{"name": WHOLE}]}
            for t in tables
        ],
        kwargs={"connect_args": {"read_only": True, "config": _limits(database)}},
    )
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
        database.unlink()


def audit(stage: Stage, tables: Sequence[str], docs: "Docs | None" = None) -> list[CheckResult]:
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
        database = make_audit_database(stage, tables[0])
        results: list[CheckResult] = []
        with _source(gx, database, tables) as source, _second_connection(database) as connection:
            for table in tables:
                asked = [e for e in expectations() if e.table == table]
                batch = source.get_asset(table).get_batch_definition(WHOLE).get_batch()
                suite = gx.ExpectationSuite(name=table, expectations=as_library_says(gxe, asked))
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

"""Great Expectations, imported in half the time that its import takes by itself, and our expectations as its own."""

import gc
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from dagster_project.audit.expectations import Expectation
from dagster_project.core.deferred import PANDAS, allow, deferred

SELDOM_ASKED: Final = ("altair", "scipy.stats")
"""What the library imports for plots and for tests of distributions, of which no expectation here makes use: a third of its
import. They load when something is asked of them."""


def import_library() -> tuple[Any, Any]:
    """Great Expectations and its expectations, which say nothing to anyone and ask DuckDB in its own words.

    The import takes seconds: a step that waits for others may do it ahead.
    """
    allow(PANDAS)
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings(), deferred(SELDOM_ASKED), _no_collections():
        warnings.simplefilter("ignore")
        import great_expectations as gx  # noqa: PLC0415
        import great_expectations.expectations as gxe  # noqa: PLC0415

        from dagster_project.audit.dialect import register  # noqa: PLC0415
    register()
    return gx, gxe


@contextmanager
def _no_collections() -> Iterator[None]:
    """Leave garbage where it is meanwhile: thousands of classes are made, which are looked through again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def _no_rows(gxe: Any) -> Any:
    """The library's expectation that a query finds no rows, which counts them and does not fetch them: half the work."""

    class ExpectNoSuchRows(gxe.UnexpectedRowsExpectation):  # type: ignore[misc]
        metric_dependencies = ("unexpected_rows_query.row_count",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            counted = metrics["unexpected_rows_query.row_count"]
            return {"success": counted == 0, "result": {"observed_value": counted}}

    return ExpectNoSuchRows


def as_library_says(gxe: Any, asked: Sequence[Expectation]) -> list[Any]:
    """ASKED as expectations of the library."""
    made = []
    for e in asked:
        said = f"{e.name}: no rows such as: {e.offence}".replace("$", "")
        if e.native == "unique" and len(e.columns) == 1:
            made.append(gxe.ExpectColumnValuesToBeUnique(column=e.columns[0], description=said))
        elif e.native == "unique":
            made.append(gxe.ExpectCompoundColumnsToBeUnique(column_list=list(e.columns), description=said))
        else:
            made.append(_no_rows(gxe)(unexpected_rows_query=f"{e.sql}\n/* of {{batch}} */", description=said))
    return made

"""DuckDB for SQLAlchemy, with each result read as soon as it is there.

Great Expectations reads results after it has closed the connection; DuckDB's are gone by then.
"""

from typing import Any

from duckdb_engine import Dialect
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

NAME = "duckdb"


_Context: Any = Dialect.execution_ctx_cls


class _BufferedContext(_Context):  # type: ignore[misc]
    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor is not None and getattr(self.cursor, "description", None):
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDialect(Dialect):
    """DuckDB's dialect with buffered results; what is audited are views, which have no primary keys to be looked up."""

    execution_ctx_cls = _BufferedContext
    supports_statement_cache = False

    def get_pk_constraint(self, *_: Any, **__: Any) -> Any:
        """That there is none."""
        return {"constrained_columns": [], "name": None}


def register() -> None:
    """Make SQLAlchemy use the buffered dialect for duckdb:// addresses in this process."""
    from sqlalchemy.dialects import registry  # noqa: PLC0415

    registry.register(NAME, __name__, "BufferedDialect")

"""What tables are made of: column types, and the columns that several tables share.

The tables themselves lie in `core/tables`, the registry of them in `core/schema`.

Times are UTC timestamps in microseconds; offsets are Unicode code points, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import pyarrow as pa

SCHEMA_VERSION: Final = 2
"""Rises by one with every change of a table's shape. A home written by a newer schema is refused."""

Scope = Literal["capture", "article", "global"]
"""What a row belongs to, and so how a run replaces it."""

TIMESTAMP: Final = pa.timestamp("us", tz="UTC")
TEXT: Final = pa.string()
TEXTS: Final = pa.list_(pa.string())
INT: Final = pa.int32()
BIG: Final = pa.int64()
REAL: Final = pa.float64()
DAY: Final = pa.date32()
BOOL: Final = pa.bool_()
CLAIMS: Final = pa.list_(pa.struct([("rule", TEXT), ("date", DAY), ("evidence", TEXT)]))
SPANS: Final = pa.list_(pa.struct([("field", TEXT), ("start", INT), ("end", INT)]))
DATELINE_ROWS: Final = pa.list_(
    pa.struct(
        [
            ("ordinal", INT),
            ("text", TEXT),
            ("place", TEXT),
            ("place_id", TEXT),
            ("country", TEXT),
            ("latitude", REAL),
            ("longitude", REAL),
            ("date", DAY),
            ("agency", TEXT),
            ("char_start", INT),
            ("char_end", INT),
        ]
    )
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `values` lists what a closed column may hold; `references` names a "table.column" that must hold the same value;
    `low` and `high` bound a number, both ends included. A column that `quotes` may hold runs of words of a page, more
    than a name or a rule; a release without text leaves it out.
    """

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None
    low: float | None = None
    high: float | None = None
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key, and its columns.

    `scope` says what a row belongs to, and so how a run replaces it: the rows of a touched capture or article are
    replaced as a whole, those of a global table as their own model says. `public` tables are documented for readers;
    the others carry what the pipeline needs in order to be incremental.
    """

    name: str
    row: str
    key: tuple[str, ...]
    scope: Scope
    columns: tuple[Column, ...]
    public: bool = True
    group: str = "articles"
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", MappingProxyType({c.name: c for c in self.columns}))

    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema, in column order, with each column's description as field metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, c.nullable, {"description": c.description}) for c in self.columns],
            metadata={"table": self.name, "row": self.row, "schema_version": str(SCHEMA_VERSION)},
        )


def article_id() -> Column:
    """The column that names an article."""
    return Column(
        "article_id",
        TEXT,
        "Stable id: the site, a slash, and the site's own key for it.",
        references="articles.article_id",
    )


def revision() -> Column:
    """The column that names an article's revision."""
    return Column("revision", INT, "Number of the article's revision, from 1 in the order of capture.", low=1)


def span(what: str, where: str) -> tuple[Column, Column]:
    """The two columns that say where WHAT stands in WHERE, in code points, end exclusive."""
    return (
        Column("char_start", INT, f"First code point of {what} in {where}.", low=0),
        Column("char_end", INT, f"Code point after the last one of {what} in {where}.", low=1),
    )

"""What tables are made of: column types, and the columns that several tables share.

The tables themselves lie in `core/tables`, the registry of them in `core/schema`.

Times are UTC timestamps in microseconds; offsets are Unicode code points, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION: Final = 2
"""Rises by one with every change of a table's shape. A home written by a newer schema is refused."""

Scope = Literal["capture", "article", "global"]
"""What a row belongs to, and so how a run replaces it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a column, by the name of Arrow's function for it; a list has its items' type, a structure its fields.

    Arrow's own type is made when it is asked for: a query asks for none, and need not wait for Arrow to load.
    """

    name: str
    items: "Kind | None" = None
    fields: tuple[tuple[str, "Kind"], ...] = ()

    def arrow(self) -> "pa.DataType":
        """Arrow's type."""
        return _arrow(self)


@cache
def _arrow(kind: Kind) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415

    if kind.items is not None:
        return pa.list_(kind.items.arrow())
    if kind.fields:
        return pa.struct([(name, inner.arrow()) for name, inner in kind.fields])
    return pa.timestamp("us", tz="UTC") if kind.name == "timestamp" else getattr(pa, kind.name)()


TIMESTAMP: Final = Kind("timestamp")
TEXT: Final = Kind("string")
TEXTS: Final = Kind("list", TEXT)
INT: Final = Kind("int32")
BIG: Final = Kind("int64")
REAL: Final = Kind("float64")
DAY: Final = Kind("date32")
BOOL: Final = Kind("bool_")
CLAIMS: Final = Kind("list", Kind("struct", fields=(("rule", TEXT), ("date", DAY), ("evidence", TEXT))))
SPANS: Final = Kind("list", Kind("struct", fields=(("field", TEXT), ("start", INT), ("end", INT))))
DATELINE_ROWS: Final = Kind(
    "list",
    Kind(
        "struct",
        fields=(
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
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `values` lists what a closed column may hold; `references` names a "table.column" that must hold the same value;
    `low` and `high` bound a number, both ends included. A column that `quotes` may hold runs of words of a page, more
    than a name or a rule; a release without text leaves it out.
    """

    name: str
    kind: Kind
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None
    low: float | None = None
    high: float | None = None
    quotes: bool = False

    @property
    def type(self) -> "pa.DataType":
        """The column's Arrow type."""
        return self.kind.arrow()


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

    def arrow_schema(self) -> "pa.Schema":
        """The Arrow schema, in column order, with each column's description as field metadata."""
        import pyarrow as pa  # noqa: PLC0415

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

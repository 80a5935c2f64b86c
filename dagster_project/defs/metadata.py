"""Metadata of assets: column schemas from the registry, row counts, previews. Page text is cut and shown as plain text."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import dagster as dg

from dagster_project.core.models import Model
from dagster_project.core.schema import TABLES, Table
from dagster_project.store.staging import Stage

if TYPE_CHECKING:
    from dagster_project.pipeline.counts import RowChange
    from dagster_project.pipeline.news import NewErasure
    from dagster_project.pipeline.run import Run

PREVIEW_ROWS: Final = 5
_URL_SAFE: Final = ":/?#@!$&'*+,;=%-._~"
_CELL: Final = 80
_MARKS: Final = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()#+-.!|<>&~"})
_GROUPS: Final = {
    "captures": "extraction",
    "articles": "history",
    "history": "history",
    "parties": "parties",
    "versions": "publish",
}
_KINDS: Final = {"parquet", "ducklake"}
RATES: Final = {
    "rejects": "captures",
    "sightings": "captures",
    "changes": "revisions",
    "datelines": "revisions",
    "mentions": "revisions",
    "roles": "revisions",
    "attendance": "revisions",
}
"""Tables whose rows are told by the row of another: what a run brings differs in number, seldom in this."""
FEWEST_ROWS: Final = 20
"""Rows of the other table, below which a rate would only be noise."""


def column_schema(table: Table | Model) -> dg.TableSchema:
    """The table's columns as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(c.name, str(c.type), c.description, dg.TableColumnConstraints(nullable=c.nullable))
            for c in table.columns
        ]
    )


def spec(name: str, *, deps: list[str], code_version: str) -> dg.AssetSpec:
    """The asset of the table NAME: described by the registry, depending on the assets DEPS."""
    table = TABLES[name]
    return dg.AssetSpec(
        name,
        deps=deps,
        description=f"A row is {table.row}.",
        group_name=_GROUPS[table.group],
        kinds=_KINDS,
        owners=["team:palimpsest"],
        code_version=code_version,
        metadata={"dagster/column_schema": column_schema(table), "key": ", ".join(table.key)},
        tags={"scope": table.scope, "public": "yes" if table.public else "no"},
    )


def column_lineage(table: Table) -> dg.TableColumnLineage:
    """Which columns of other tables the columns of TABLE take their values from: those that name a row there."""
    named = [(c.name, c.references.split(".")) for c in table.columns if c.references]
    return dg.TableColumnLineage(
        {
            name: [dg.TableColumnDep(asset_key=other, column_name=column)]
            for name, (other, column) in named
            if other != table.name
        }
    )


def as_plain(value: Any) -> str:
    """VALUE as one short line in which Markdown and HTML have no meaning."""
    text = "" if value is None else str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return (text if len(text) <= _CELL else text[: _CELL - 1] + "…").translate(_MARKS)


def preview(stage: Stage, name: str) -> str:
    """The first staged rows of the table NAME as a Markdown table."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    parts = stage.parts(name)
    columns = [c.name for c in TABLES[name].columns][:8]
    if not parts:
        return "no rows"
    rows = pq.ParquetFile(parts[0]).read_row_group(0, columns=columns).slice(0, PREVIEW_ROWS).to_pylist()
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(as_plain(row[c]) for c in columns) + " |" for row in rows]
    return "\n".join(lines)


def link(text: str, url: str) -> str:
    """TEXT as a Markdown link to a page on the web; plain text where URL is no address of one."""
    if not url.lower().startswith(("http://", "https://")):
        return as_plain(text)
    return f"[{as_plain(text)}]({quote(url, safe=_URL_SAFE)})"


def erasure_list(erasures: "Sequence[NewErasure]") -> dg.MarkdownMetadataValue:
    """The parties that a run finds no longer named, as a Markdown table with links to the pages."""
    lines = ["| party | how | article |", "| --- | --- | --- |"]
    lines += [f"| {as_plain(e.party_id)} | {as_plain(e.kind)} | {link(e.article_id, e.url)} |" for e in erasures]
    return dg.MetadataValue.md("\n".join(lines) if erasures else "nobody")


def file_schema(stage: Stage, table: Table) -> dg.TableSchema:
    """The columns of TABLE as the staged files have them, described by the registry; the registry's where none is staged."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    parts = stage.parts(table.name)
    if not parts:
        return column_schema(table)
    return dg.TableSchema(
        columns=[
            dg.TableColumn(f.name, str(f.type), table.by_name[f.name].description if f.name in table.by_name else None)
            for f in pq.read_schema(parts[0])
        ]
    )


def first_page(stage: Stage, name: str) -> dict[str, dg.MetadataValue[Any]]:
    """A link to the page of the first staged row, where rows of the table NAME have an address of one."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    parts = stage.parts(name)
    if not parts or "url" not in TABLES[name].by_name:
        return {}
    url = str(pq.ParquetFile(parts[0]).read_row_group(0, columns=["url"]).column(0)[0].as_py())
    return {"a_page": dg.MetadataValue.md(link(url, url))}


def rate(stage: Stage, name: str) -> dict[str, float]:
    """How many rows of the table NAME the run has staged by the row of the table that they follow from."""
    of = RATES.get(name)
    rows = stage.rows(of) if of else 0
    return {f"per_row_of_{of}": round(stage.rows(name) / rows, 4)} if rows >= FEWEST_ROWS else {}


@dataclass(slots=True)
class Telling:
    """What a step tells of the tables that it has staged: begin it before the work, `of` each table after it."""

    run: "Run"
    names: Sequence[str]
    began: float = field(default_factory=time.monotonic)
    _seconds: float = 0.0
    _changes: "Mapping[str, RowChange]" = field(default_factory=dict)

    def done(self) -> None:
        """The work is done: the time is taken, the rows are counted."""
        from dagster_project.pipeline.counts import count_changes  # noqa: PLC0415

        self._seconds = round(time.monotonic() - self.began, 2)
        self._changes = count_changes(self.run, self.names)

    def of(self, name: str, **more: Any) -> dg.MaterializeResult[Any]:
        """What is told of the table NAME."""
        stage, change = self.run.stage, self._changes[name]
        return dg.MaterializeResult(
            asset_key=name,
            metadata={
                "dagster/row_count": change.after,
                "rows_delta": change.after - change.before,
                "rows_staged": stage.rows(name),
                "bytes_staged": sum(part.stat().st_size for part in stage.parts(name)),
                "seconds": self._seconds,
                "dagster/column_schema": file_schema(stage, TABLES[name]),
                "dagster/column_lineage": column_lineage(TABLES[name]),
                "preview": dg.MetadataValue.md(preview(stage, name)),
                "file": dg.MetadataValue.path(self.run.home.reading_copy),
                **first_page(stage, name),
                **rate(stage, name),
                **more,
            },
        )

"""The data dictionary of a release, from the registry: for readers in Markdown, and as one HTML page without scripts."""

from collections.abc import Mapping
from html import escape

import pyarrow as pa

from dagster_project.core.columns import Column, Table
from dagster_project.core.models import MODELS, Model
from dagster_project.core.release.shape import DESCRIPTION, TITLE, Release
from dagster_project.core.schema import TABLES

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{text-align:left;vertical-align:top;"
    "padding:.3rem .6rem;border-bottom:1px solid #ccc}code{background:#f2f2f2;padding:0 .2em}"
    ".wide{overflow-x:auto}a{color:#0b4f8a}"
)


def type_name(type_: pa.DataType) -> str:
    """An Arrow type in plain words: text, integer, number, yes or no, day, time (UTC), list of …"""
    if pa.types.is_list(type_):
        return f"list of {type_name(type_.value_type)}"
    if pa.types.is_struct(type_):
        return "{" + ", ".join(f"{field.name}: {type_name(field.type)}" for field in type_) + "}"
    names = (
        ("time (UTC)", pa.types.is_timestamp),
        ("day", pa.types.is_date),
        ("yes or no", pa.types.is_boolean),
        ("integer", pa.types.is_integer),
        ("number", pa.types.is_floating),
    )
    return next((name for name, test in names if test(type_)), "text")


def _meaning(column: Column) -> str:
    """What the column means, with what it may hold and what it refers to."""
    parts = [column.description]
    if column.values:
        parts.append(f"One of: {', '.join(column.values)}.")
    if column.references:
        parts.append(f"Refers to {column.references}.")
    return " ".join(parts)


def _rows(table: Table | Model) -> list[tuple[str, str, str, str]]:
    return [(c.name, type_name(c.type), "may be empty" if c.nullable else "", _meaning(c)) for c in table.columns]


def _intro(release: Release) -> list[str]:
    lines = [
        DESCRIPTION,
        f"Version {release.version}, with captures up to {release.through:%Y-%m-%d %H:%M} UTC.",
        "Times are UTC. Offsets count Unicode code points from 0; the end is not included.",
    ]
    if release.without_text:
        lines.append(
            "This release holds no texts: columns that quote pages are left out; spans point into texts not given."
        )
    if release.style == "csv":
        lines.append(
            "In the CSV files an empty cell is a missing value, a list is written as JSON, and a text that a spreadsheet "
            "would take for a formula (it starts with =, +, -, @, a tab or a carriage return) has a ' before it."
        )
    if release.style == "jsonl":
        lines.append("Each line of a file is one row as a JSON object; a missing value is null.")
    return lines


def _count(release: Release, table: Table) -> str:
    rows = next((f.rows for f in release.files if f.table == table.name), None)
    return "" if rows is None else f"{rows:,} rows"


def dictionary_markdown(release: Release) -> str:
    """The dictionary in Markdown: a section a table, a row a column."""
    out = [f"# {TITLE}", "", *(f"{line}\n" for line in _intro(release))]
    for table in release.tables:
        out += [f"## {table.name}", "", f"A row is {table.row}. Key: {', '.join(f'`{k}`' for k in table.key)}."]
        out += [_count(release, table) + ".", "", *_columns_markdown(table)]
    return "\n".join(out)


def tables_markdown(derived: Mapping[str, str]) -> str:
    """The page of all public tables for the documentation, in Markdown, whatever a home holds.

    DERIVED says of each derived table what a row is.
    """
    out = ["# The tables", "", "Times are UTC. Offsets count Unicode code points from 0; the end is not included.", ""]
    for table in TABLES.values():
        if table.public:
            out += [f"## {table.name}", "", f"A row is {table.row}. Key: {', '.join(f'`{k}`' for k in table.key)}.", ""]
            out += _columns_markdown(table)
    out += [
        "# Derived tables",
        "",
        "Views of the reading copy, made from the tables above; a release has none of them.",
        "",
    ]
    for model in MODELS.values():
        key = ", ".join(f"`{k}`" for k in model.key)
        out += [f"## {model.name}", "", f"{derived[model.name]} Key: {key}.", "", *_columns_markdown(model)]
    return "\n".join(out)


def _columns_markdown(table: Table | Model) -> list[str]:
    """A table's columns as a Markdown table, an empty line behind it."""
    out = ["| column | type | | meaning |", "|---|---|---|---|"]
    for name, kind, empty, meaning in _rows(table):
        out.append(f"| `{name}` | {kind} | {empty} | {meaning.replace('|', chr(92) + '|')} |")
    return [*out, ""]


def dictionary_html(release: Release) -> str:
    """The same as one HTML page that loads nothing."""
    out = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(TITLE)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(TITLE)}</h1>",
        *(f"<p>{escape(line)}</p>" for line in _intro(release)),
        '<nav aria-label="Tables"><ul>',
        *(f'<li><a href="#{t.name}">{t.name}</a>: a row is {escape(t.row)}</li>' for t in release.tables),
        "</ul></nav>",
    ]
    for table in release.tables:
        key = ", ".join(f"<code>{escape(k)}</code>" for k in table.key)
        out.append(f'<h2 id="{table.name}">{table.name}</h2><p>A row is {escape(table.row)}. Key: {key}.')
        out.append(f"{_count(release, table)}.</p>")
        out.append('<div class="wide"><table><thead><tr><th scope="col">column</th><th scope="col">type</th>')
        out.append('<th scope="col">empty</th><th scope="col">meaning</th></tr></thead><tbody>')
        for name, kind, empty, meaning in _rows(table):
            cells = "".join(f"<td>{escape(cell)}</td>" for cell in (kind, empty, meaning))
            out.append(f'<tr><th scope="row"><code>{escape(name)}</code></th>{cells}</tr>')
        out.append("</tbody></table></div>")
    out.append("</main></body></html>\n")
    return "\n".join(out)

"""`palimpsest query` and `palimpsest versions`."""

import csv
import json
import sys
from pathlib import Path
from typing import IO, Any

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home

FORMATS = ("table", "csv", "json", "parquet")


@click.command()
@click.argument("sql")
@home_option
@click.option("--at", type=int, metavar="VERSION", help="Ask an older version.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
def query(sql: str, home: Path | None, at: int | None, style: str, output: Path | None) -> None:
    """Ask the dataset in SQL (DuckDB's).

    \b
    palimpsest query "from articles limit 5"
    palimpsest query "select count(*) from mentions where party_id = 'country:RUS'" --at 1
    palimpsest query "from parties" --format parquet --output parties.parquet
    """
    from dagster_project.store.query import open_version, run_query, write_result  # noqa: PLC0415

    if style == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output FILE")
    connection = open_version(Home.at(home), at)
    result = run_query(connection, sql)
    if result.description is None:
        return
    if style == "parquet":
        assert output is not None
        click.echo(f"{write_result(result, output)} rows in {output}", err=True)
        return
    names = [column[0] for column in result.description]
    try:
        with output.open("w", encoding="utf-8", newline="") if output else _standard_output() as out:
            {"csv": _csv, "json": _json, "table": _table}[style](names, result, out)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise PalimpsestError(f"{output}: can't be written ({error.strerror})") from None


class _standard_output:  # noqa: N801 - used as a function
    """Standard output as a context that leaves it open."""

    def __enter__(self) -> IO[str]:
        return sys.stdout

    def __exit__(self, *_: object) -> None:
        sys.stdout.flush()


def _rows(result: Any) -> Any:
    while batch := result.fetchmany(1000):
        yield from batch


def _csv(names: list[str], result: Any, out: IO[str]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_safe_cell(value) for value in row] for row in _rows(result))


def _safe_cell(value: Any) -> Any:
    """VALUE with a spreadsheet formula made plain text: a text cell that starts with = + - @ gets a quote before it."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _json(names: list[str], result: Any, out: IO[str]) -> None:
    out.write("[")
    for number, row in enumerate(_rows(result)):
        out.write(",\n " if number else "\n ")
        json.dump(dict(zip(names, row, strict=True)), out, default=str, ensure_ascii=False)
    out.write("\n]\n")


def _table(names: list[str], result: Any, out: IO[str]) -> None:
    rows = [[_cell(value) for value in row] for row in _rows(result)]
    widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(names)]
    out.write("  ".join(name.ljust(width) for name, width in zip(names, widths, strict=True)).rstrip() + "\n")
    out.write("  ".join("-" * width for width in widths) + "\n")
    out.writelines(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def _cell(value: Any) -> str:
    """VALUE on one line, control characters shown, cut at 80 characters."""
    text = "" if value is None else str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 80 else text[:79] + "…"


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def versions(home: Path | None, as_json: bool) -> None:
    """List the published versions, oldest first."""
    from dagster_project.store.lake import open_lake  # noqa: PLC0415
    from dagster_project.store.lake import versions as published  # noqa: PLC0415

    place = Home.at(home)
    place.require_dataset()
    known = published(open_lake(place))
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "version": v.version,
                        "created_at": v.created_at.isoformat(),
                        "message": v.message,
                        "code_version": v.code_version,
                        "digest": v.digest,
                        "counts": json.loads(v.counts),
                    }
                    for v in known
                ]
            )
        )
        return
    for v in known:
        counts = json.loads(v.counts)
        click.echo(
            f"{v.version:4}  {v.created_at:%Y-%m-%d %H:%M}  {counts.get('articles', 0):>9,} articles  "
            f"{counts.get('revisions', 0):>9,} revisions  {v.digest[:12]}  {v.message}"
        )

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
@click.argument("sql", required=False)
@home_option
@click.option("--list", "listing", is_flag=True, help="List the documented questions, each asked by its @NAME.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="What a documented question is asked with.")
@click.option(
    "--search", "words", metavar="WORDS", help="Ask of `hits` too: the articles that `palimpsest search` finds."
)
@click.option("--at", type=int, metavar="VERSION", help="Ask an older version.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=600,
    show_default=True,
    help="Give a statement up after so long.",
)
def query(
    *,
    sql: str | None,
    home: Path | None,
    listing: bool,
    given: tuple[str, ...],
    words: str | None,
    at: int | None,
    style: str,
    output: Path | None,
    seconds: float,
) -> None:
    """Ask the dataset in SQL (DuckDB's), or a documented question by its @NAME (docs/cookbook.md).

    \b
    palimpsest query "from articles limit 5"
    palimpsest query "select count(*) from mentions where party_id = 'country:RUS'" --at 1
    palimpsest query "from parties" --format parquet --output parties.parquet
    palimpsest query --list
    palimpsest query @party_months --set party=country:CHN
    palimpsest query "select site, count(*) from hits join articles using (article_id) group by all" --search "floral basket"
    """
    if listing:
        _list_questions()
        return
    if not sql:
        raise click.UsageError("give a statement, or a documented question as @NAME; --list shows these")
    from dagster_project.store.query import open_version, run_query, time_limit, write_result  # noqa: PLC0415

    if style == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output FILE")
    connection = open_version(Home.at(home), at)
    if words:
        _add_hits(Home.at(home), connection, words, at)
    with time_limit(connection, seconds):
        result = run_query(connection, _statement(connection, sql, given))
        if result.description is not None:
            _write(result, style, output, write_result)


def _write(result: Any, style: str, output: Path | None, write_result: Any) -> None:
    """Write RESULT to OUTPUT, or to standard output, in the given style."""
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


def _add_hits(home: Home, connection: Any, words: str, at: int | None) -> None:
    """Give CONNECTION the table `hits` (article_id, revision, published_on) of the articles that have WORDS now."""
    from dagster_project.core.search import parse_search  # noqa: PLC0415
    from dagster_project.store.search import Wanted, hit_table  # noqa: PLC0415
    from dagster_project.store.search_index import update_index  # noqa: PLC0415

    wanted = Wanted(parse_search(words))
    update_index(home, connection, at)
    connection.register("hits", hit_table(home, connection, wanted))


def _list_questions() -> None:
    """Print each documented question with its name and what it takes."""
    from dagster_project.store.cookbook import recipes  # noqa: PLC0415

    for recipe in recipes():
        takes = "".join(f" [--set {name}=…]" for name in recipe.given)
        click.echo(f"@{recipe.name}{takes}\n    {recipe.question}")


def _statement(connection: Any, sql: str, given: tuple[str, ...]) -> str:
    """SQL, or the statement of the documented question that it names, with the values of GIVEN set in CONNECTION."""
    if not sql.startswith("@"):
        if given:
            raise click.UsageError("--set belongs to a documented question, @NAME")
        return sql
    from dagster_project.store.cookbook import give, recipe_named  # noqa: PLC0415

    recipe = recipe_named(sql[1:])
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise click.UsageError(f"--set {wrong[0]}: give it as NAME=VALUE")
    values = dict(text.split("=", 1) for text in given)
    give(connection, recipe, values)
    return recipe.sql


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

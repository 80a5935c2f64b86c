"""`palimpsest status`: what the dataset holds, how it came about, where it has gaps."""

import json
from pathlib import Path
from typing import Any

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home

_PARTS = (
    "summary",
    "outcomes",
    "coverage",
    "thin_days",
    "rejects_by_reason",
    "recent_versions",
    "doubts",
    "idle_corrections",
)


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(home: Path | None, as_json: bool) -> None:
    """Show counts, outcomes, coverage, days with few articles, rejects by reason, the last versions, corrections
    that apply nowhere, and the frontier."""
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    place = Home.at(home)
    crawled = _frontier(place)
    if not (crawled and not place.reading_copy.exists()):
        connection = open_version(place)
        facts = {part: _rows(connection.execute(statement(f"store/{part}"))) for part in _PARTS}
        connection.close()
    else:
        facts = {}
    facts |= crawled
    if as_json:
        click.echo(json.dumps(facts, default=str))
        return
    click.echo(f"{place.root}")
    for part in facts:
        click.echo(f"\n{part.replace('_', ' ')}")
        for row in facts[part]:
            click.echo("  " + "  ".join(f"{name} {_shown(value)}" for name, value in row.items() if value is not None))
        if not facts[part]:
            click.echo("  none")


def _rows(result: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _frontier(place: Home) -> dict[str, list[dict[str, Any]]]:
    """What crawls know: pages by source, what went wrong at the last visits, the articles longest without a second capture."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from dagster_project.store.frontier import Frontier, frontier_file  # noqa: PLC0415

    if not frontier_file(place).exists():
        return {}
    with Frontier(place) as frontier:
        return {
            "frontier": frontier.rows("overview", now=datetime.now(UTC).timestamp()),
            "problems of the last visits": frontier.rows("problems"),
            "longest without a second capture": frontier.rows("oldest_single"),
            "archives": frontier.rows("archives"),
        }


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)

"""`palimpsest status`: what the dataset holds, how it came about, where it has gaps."""

import json
from pathlib import Path
from typing import Any

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home

_PARTS = ("summary", "outcomes", "coverage", "rejects_by_reason", "recent_versions", "doubts")


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(home: Path | None, as_json: bool) -> None:
    """Show counts, outcomes, coverage by site and month, rejects by reason, and the last versions."""
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    place = Home.at(home)
    connection = open_version(place)
    facts: dict[str, list[dict[str, Any]]] = {}
    for part in _PARTS:
        result = connection.execute(statement(f"store/{part}"))
        names = [column[0] for column in result.description or []]
        facts[part] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if as_json:
        click.echo(json.dumps(facts, default=str))
        return
    click.echo(f"{place.root}")
    for part in _PARTS:
        click.echo(f"\n{part.replace('_', ' ')}")
        for row in facts[part]:
            click.echo("  " + "  ".join(f"{name} {_shown(value)}" for name, value in row.items() if value is not None))
        if not facts[part]:
            click.echo("  none")


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)

"""`palimpsest maintain`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home


@click.command()
@home_option
@click.option(
    "--keep-hours", type=click.FloatRange(min=0), help="Keep replaced files so long for readers (default: 48)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def maintain(home: Path | None, keep_hours: float | None, as_json: bool) -> None:
    """Merge small files and delete what nothing needs. Every published version stays as it was.

    \b
    palimpsest maintain
    palimpsest maintain --keep-hours 0     when nobody reads
    """
    from dagster_project.pipeline.maintain import describe, maintain_home  # noqa: PLC0415

    done = maintain_home(Home.at(home), keep_hours)
    click.echo(json.dumps(asdict(done)) if as_json else describe(done))

"""`palimpsest marts`."""

from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home


@click.command()
@home_option
def marts(home: Path | None) -> None:
    """Store the derived tables (party_months, country_attention …) of the newest version.

    They answer without it too, but are then computed with each question: seconds on millions of mentions. A new version
    computes them again until this is run. In the UI it is the job `marts`.
    """
    from dagster_project.store.marts import store_models  # noqa: PLC0415

    for name, rows in store_models(Home.at(home)).items():
        click.echo(f"{name:24} {rows:>12,} rows")

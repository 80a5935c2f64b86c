"""`palimpsest config`: which settings hold, where each comes from, and a file to begin with."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError


@click.group()
def config() -> None:
    """Show the settings, or write a file that explains them all (docs/configuration.md)."""


@config.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(home: Path | None, as_json: bool) -> None:
    """Show every setting as it holds, and where it comes from; secrets are hidden.

    \b
    palimpsest config show
    palimpsest config show --home my-data --json
    """
    from dagster_project.settings import explain_settings, unknown_variables  # noqa: PLC0415

    found = explain_settings(home)
    for name in unknown_variables():
        click.echo(f"note: {name} is set but is no setting; see the keys in `palimpsest config show`", err=True)
    if as_json:
        click.echo(json.dumps([asdict(f) for f in found], ensure_ascii=False))
        return
    rows = [(f.key, "-" if f.value in (None, "") else str(f.value), f.origin) for f in found]
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    for key, value, origin in rows:
        click.echo(f"{key:<{widths[0]}}  {value:<{widths[1]}}  {origin}")


@config.command()
@home_option
def init(home: Path | None) -> None:
    """Write palimpsest.toml into the home: every key with what it means, at its default, commented out."""
    from dagster_project.settings import example_file  # noqa: PLC0415
    from dagster_project.store.config_files import CONFIG_NAME  # noqa: PLC0415
    from dagster_project.store.home import Home  # noqa: PLC0415

    place = Home.at(home)
    target = place.root / CONFIG_NAME
    place.prepare()
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(example_file())
    except FileExistsError:
        raise PalimpsestError(f"{target}: is there already; it stays as it is") from None
    click.echo(target)

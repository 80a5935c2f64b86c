"""`palimpsest doctor`: whether this machine and this home are well, and what to do where not."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home

if TYPE_CHECKING:
    from dagster_project.store.doctor import Finding


def _settings(home: Path | None) -> "Finding":
    """Whether the settings hold, and no variable is misspelt."""
    from dagster_project.settings import load_settings, unknown_variables  # noqa: PLC0415
    from dagster_project.store.doctor import Finding  # noqa: PLC0415

    try:
        load_settings(home)
    except PalimpsestError as error:
        return Finding("settings", False, str(error))
    if unknown := unknown_variables():
        return Finding("settings", False, f"{', '.join(unknown)}: no such setting; see `palimpsest config show`")
    return Finding("settings", True, "hold")


def _rules() -> "Finding":
    """Which form of the rules runs. The plain one does the same in more time."""
    import dagster_project.core.parties  # noqa: F401, PLC0415 (so that it is known whether they load)
    from dagster_project.compiled import form  # noqa: PLC0415
    from dagster_project.store.doctor import Finding  # noqa: PLC0415

    return Finding("rules", True, form().text)


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(context: click.Context, home: Path | None, as_json: bool) -> None:
    """Look at versions, clock, folder, disk, schema, lock and catalog; exit code 1 where something is wrong.

    \b
    palimpsest doctor
    palimpsest doctor --home /srv/palimpsest
    """
    from dagster_project.store.doctor import examine  # noqa: PLC0415

    findings = [_settings(home), _rules(), *examine(Home.at(home), datetime.now(UTC).year)]
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings]))
    else:
        for f in findings:
            click.echo(f"{'ok   ' if f.ok else 'WRONG'}  {f.subject}: {f.text}")
    context.exit(0 if all(f.ok for f in findings) else 1)

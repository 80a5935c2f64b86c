"""`palimpsest repair`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home


@click.command()
@home_option
@click.option(
    "--anew", is_flag=True, help="Set the lake aside and make the dataset again from the captures: versions begin at 1."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def repair(home: Path | None, anew: bool, as_json: bool) -> None:
    """Put right what `palimpsest verify` finds damaged: the catalog from its backup, Parquet files from the captures.

    What is replaced is kept in `lake/damaged`. Captures can't be made again: an altered archive is put back from a backup,
    or imported again. Ends with 1 where something is left to do.

    \b
    palimpsest repair
    palimpsest repair --anew        where neither catalog nor backup can be read
    """
    from dagster_project.pipeline.repair import repair_home, set_lake_aside  # noqa: PLC0415

    place = Home.at(home)
    if anew:
        from dagster_project.defs.build import run_build  # noqa: PLC0415

        set_lake_aside(place)
        outcome = run_build(place, [])
        if not outcome.success:
            raise PalimpsestError(outcome.error or "; ".join(outcome.failed_checks) or "the build failed")
        click.echo(
            "the dataset was made again from the captures; the old lake lies beside it as lake.damaged", err=True
        )
    found = repair_home(place)
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        for line in (*found.done, *found.left):
            click.echo(line)
    if found.left:
        raise PalimpsestError(f"{place.root}: {len(found.left)} left; see above")
    if not as_json:
        click.echo("nothing else to repair" if found.done else "nothing to repair")

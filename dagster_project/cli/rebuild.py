"""`palimpsest rebuild`: the job that reads stored captures again."""

from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.cli.progress import Progress
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home


@click.command()
@home_option
@click.option("--site", default="", help="Only captures of this site, as kcna.kp.")
@click.option("--from", "first", default="", metavar="DAY", help="Only captures from this day on.")
@click.option("--to", "last", default="", metavar="DAY", help="Only captures to this day.")
def rebuild(home: Path | None, site: str, first: str, last: str) -> None:
    """Read stored captures again with today's code and derive anew what follows; without options, all of them.

    A version is published only where something differs. A plain `palimpsest build` does by itself what newer code asks for.

    \b
    palimpsest rebuild
    palimpsest rebuild --site kcna.kp --from 2026-01-01 --to 2026-01-31
    """
    from dagster_project.defs.build import run_job  # noqa: PLC0415

    place = Home.at(home)
    place.require_dataset()
    again = {"everything": not (site or first or last), "site": site, "first_day": first, "last_day": last}
    with Progress() as progress:
        outcome = run_job(place, "rebuild", {"extraction": again}, progress=progress)
    if not outcome.success:
        raise PalimpsestError(outcome.error or "; ".join(outcome.failed_checks) or "the run failed")
    click.echo(f"version {outcome.version} published" if outcome.version else "nothing differs: the last version stays")

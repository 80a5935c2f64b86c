"""`palimpsest report`: a page to look at."""

from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home


@click.command()
@home_option
@click.option("--at", type=int, metavar="VERSION", help="Of an older version.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write [default: report.html in the home].",
)
def report(home: Path | None, at: int | None, out: Path | None) -> None:
    """Write one page of HTML that shows the dataset: months, countries, places, parties, edits, erasures, coverage.

    It needs no network and no other file.

    \b
    palimpsest report
    palimpsest report --at 3 --out version-3.html
    """
    from dagster_project.pipeline.report import write_report  # noqa: PLC0415

    try:
        click.echo(write_report(Home.at(home), out, at))
    except OSError as error:
        raise PalimpsestError(f"{out}: can't be written ({error.strerror})") from None

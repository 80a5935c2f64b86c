"""`palimpsest build`: the job that the Dagster UI launches, run here in one process."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from dagster_project.cli.main import home_option
from dagster_project.cli.progress import Progress
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT ...]")
@home_option
@click.option("--url", help="Address of a bare .html page that names none.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def build(inputs: tuple[str, ...], home: Path | None, url: str | None, as_json: bool) -> None:
    """Capture INPUT (.warc, .warc.gz, .html, .zip, a folder, - for standard input), extract, audit, publish.

    Without INPUT: what `palimpsest capture` has stored; in an empty home the bundled sample.

    \b
    palimpsest build
    palimpsest build crawl-2026.warc.gz more-pages/
    palimpsest build page.html --url https://kcnawatch.org/newstream/1752400800-391028475/
    """
    from dagster_project.defs.build import run_build  # noqa: PLC0415
    from dagster_project.pipeline.capture import check_exists, default_inputs  # noqa: PLC0415
    from dagster_project.sources.unpack import with_stdin  # noqa: PLC0415

    place = Home.at(home)
    chosen = list(inputs) or default_inputs(place)
    check_exists([name for name in chosen if name != "-"])
    place.prepare()
    with TemporaryDirectory(dir=place.staging, prefix="stdin-") as folder, Progress() as progress:
        outcome = run_build(place, with_stdin(chosen, Path(folder)), url=url, progress=progress)
    for note in outcome.notes:
        click.echo(f"note: {note}", err=True)
    if not outcome.success:
        for failed in outcome.failed_checks:
            click.echo(f"check failed: {failed}", err=True)
        raise PalimpsestError(
            outcome.error or "the audit failed, so nothing was published; the last version stays as it was"
        )
    _summary(place, outcome.version, as_json)


def _summary(place: Home, version: int | None, as_json: bool) -> None:
    from dagster_project.pipeline.report import DRAWN_AT_ONCE  # noqa: PLC0415
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    connection = open_version(place)
    row = connection.execute(statement("store/summary")).fetchone()
    assert row is not None
    names = [column[0] for column in connection.description or []]
    facts = dict(zip(names, row, strict=True))
    small = facts["mentions"] <= DRAWN_AT_ONCE
    top = connection.execute(statement("store/most_mentioned")).fetchall() if small else []
    connection.close()
    if as_json:
        click.echo(
            json.dumps(
                {
                    **facts,
                    "published": version,
                    "most_mentioned": [list(r) for r in top],
                    "file": str(place.reading_copy),
                }
            )
        )
        return
    said = f"version {version} published" if version else f"nothing new: version {facts['version']} stays"
    click.echo(f"\n{said}")
    for name in ("captures", "articles", "revisions", "datelines", "parties", "mentions", "erasures", "rejects"):
        click.echo(f"  {name:<10} {facts[name]:>9,}")
    if top:
        click.echo("  most named  " + ", ".join(f"{name} ({count:,})" for name, count in top))
    click.echo(f"\nThe dataset: {place.reading_copy}")
    given = "" if place == Home.at() else f" --home {place.root}"
    query = "select published_on, title, place from articles join datelines using (article_id)"
    click.echo("Next:")
    called = "palimpsest" if Path(sys.argv[0]).name == "__main__.py" else sys.argv[0]
    for command in (f'query "{query}"', "erased", "ui"):
        click.echo(f"  {called} {command}{given}")

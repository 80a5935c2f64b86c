"""`palimpsest prove`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home


@click.command()
@click.argument("article", metavar="ARTICLE")
@home_option
@click.option("--revision", type=int, help="Only this revision (default: all).")
@click.option("--at", type=int, metavar="VERSION", help="As an older version has it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def prove(article: str, home: Path | None, revision: int | None, at: int | None, as_json: bool) -> None:
    """Follow an article's revisions back to the stored responses, and do everything in between anew.

    Ends with 1 where a step doesn't hold: the record, its digest, the capture's id, the text.

    \b
    palimpsest prove kcna.kp/5938237efdaab5129af5ec434914cc8a
    """
    from dagster_project.pipeline.prove import prove as steps_of  # noqa: PLC0415

    steps = steps_of(Home.at(home), article, revision, at)
    if as_json:
        click.echo(json.dumps([asdict(step) for step in steps]))
    else:
        for step in steps:
            found = "".join(c if c.isprintable() else " " for c in step.found)
            click.echo(f"{'holds' if step.holds else 'FAILS'}  revision {step.revision}  {step.what:<8} {found}")
    failed = sum(not step.holds for step in steps)
    if failed:
        raise PalimpsestError(f"{article}: {failed} of {len(steps)} steps do not hold")

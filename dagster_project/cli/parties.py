"""`palimpsest parties`: a look into the party rules."""

import json
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import REFERENCE, Home


@click.group()
def parties() -> None:
    """Look into the party rules."""


@parties.command()
@home_option
@click.option("--limit", default=40, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def unknown(home: Path | None, limit: int, as_json: bool) -> None:
    """List capitalised phrases that no rule recognised, by the number of articles that have them, each with an example.

    \b
    palimpsest parties unknown --limit 100
    palimpsest parties unknown --json
    """
    from dagster_project.core.parties import UnknownPhrases  # noqa: PLC0415
    from dagster_project.pipeline.rules import gazetteer  # noqa: PLC0415
    from dagster_project.store.gazetteer import load_reviewed  # noqa: PLC0415
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    known = gazetteer(REFERENCE)
    found = UnknownPhrases(known.vocabulary.not_names, load_reviewed(REFERENCE), known.ids_by_words)
    result = open_version(Home.at(home)).execute(statement("store/texts_with_spans"))
    while batch := result.fetchmany(500):
        for article_id, body, starts, ends in batch:
            found.add(article_id, body, list(zip(starts, ends, strict=True)))
    rows = found.ranked(limit)
    if as_json:
        answer = [{"phrase": row.phrase, "count": row.articles, "example": row.example} for row in rows]
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.articles:>7,}  {row.phrase:<50}  {row.example}")

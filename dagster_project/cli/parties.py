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
        for article_id, body, starts, ends, _ in batch:
            found.add(article_id, body, list(zip(starts, ends, strict=True)))
    rows = found.ranked(limit)
    if as_json:
        answer = [{"phrase": row.phrase, "count": row.articles, "example": row.example} for row in rows]
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.articles:>7,}  {row.phrase:<50}  {row.example}")


@parties.command()
@home_option
@click.option("--model", default="en_core_web_sm", show_default=True, help="A spaCy pipeline that is installed.")
@click.option("--limit", type=int, help="Read only so many articles.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: candidates.parquet in the home."
)
def candidates(home: Path | None, model: str, limit: int | None, output: Path | None) -> None:
    """Write what spaCy names in the articles beside our mentions, as the Parquet table `candidates`.

    A second opinion for those who extend the reference data; it never becomes mentions. Needs palimpsest[ner] and a model.

    \b
    palimpsest parties candidates --limit 500
    palimpsest parties candidates --model en_core_web_md --output candidates.parquet
    """
    from dagster_project.store.candidates import load_model, write_candidates  # noqa: PLC0415

    at = Home.at(home)
    target = output or at.root / "candidates.parquet"
    count, agreed = write_candidates(at, load_model(model), target, limit)
    click.echo(f"{count:,} candidates, {agreed:,} of them mentions too: {target}")

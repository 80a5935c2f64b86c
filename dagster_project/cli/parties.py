"""`palimpsest parties`: a look into the party rules."""

import json
from collections import Counter
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home


@click.group()
def parties() -> None:
    """Look into the party rules."""


@parties.command()
@home_option
@click.option("--limit", default=40, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def unknown(home: Path | None, limit: int, as_json: bool) -> None:
    """List capitalised phrases that no rule recognised, by frequency, each with an example."""
    from dagster_project.core.parties import unknown_phrases  # noqa: PLC0415
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    counts: Counter[str] = Counter()
    example: dict[str, str] = {}
    result = open_version(Home.at(home)).execute(statement("store/texts_with_spans"))
    while batch := result.fetchmany(500):
        for article_id, body, starts, ends in batch:
            for phrase in unknown_phrases(body, list(zip(starts, ends, strict=True))):
                counts[phrase] += 1
                example.setdefault(phrase, article_id)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    if as_json:
        click.echo(json.dumps([{"phrase": p, "count": n, "example": example[p]} for p, n in rows], ensure_ascii=False))
        return
    for phrase, count in rows:
        click.echo(f"{count:>7,}  {phrase:<50}  {example[phrase]}")

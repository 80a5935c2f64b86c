"""`palimpsest search`."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("words", nargs=-1, required=True)
@home_option
@click.option("--party", metavar="ID", help="Only articles that name this party, as country:RUS.")
@click.option("--site", help="Only articles of this site.")
@click.option("--since", type=_DAY, help="Published on this day or later.")
@click.option("--until", type=_DAY, help="Published on this day or before.")
@click.option("--ever", is_flag=True, help="Also texts that were edited or deleted since.")
@click.option("--at", type=int, metavar="VERSION", help="Search an older version.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One array of objects.")
def search(
    *,
    words: tuple[str, ...],
    home: Path | None,
    party: str | None,
    site: str | None,
    since: datetime | None,
    until: datetime | None,
    ever: bool,
    at: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find articles by their words, the newest first.

    Words must all occur; several in one pair of the shell's quotes are an exact phrase. Case and accents don't count.

    \b
    palimpsest search "strategic dialogue"
    palimpsest search bridge opened --since 2026-01-01 --party country:RUS
    palimpsest search '("floral basket" OR credentials) NOT Moscow'
    palimpsest search 'hydro*' --ever --json
    """
    from dagster_project.core.search import cut_snippet, find_spans, parse_search  # noqa: PLC0415
    from dagster_project.store import search as asking  # noqa: PLC0415
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.search_index import update_index  # noqa: PLC0415

    wanted = asking.Wanted(parse_search(*words), party, site, _day(since), _day(until), ever)
    place = Home.at(home)
    with open_version(place, at) as dataset:
        added = update_index(place, dataset, at)
        if added:
            click.echo(f"{added:,} texts added to the index", err=True)
        hits = asking.search(place, dataset, wanted, limit)
    found = []
    for hit in hits:
        snippet, spans = cut_snippet(hit.text, find_spans(hit.text, wanted.search))
        found.append((hit, snippet, spans))
    if as_json:
        rows = [
            {
                "article_id": hit.article_id,
                "revision": hit.revision,
                "published_on": hit.published_on,
                "site": hit.site,
                "title": hit.title,
                "url": hit.url,
                "state": hit.state,
                "current": hit.current,
                "snippet": snippet,
                "spans": spans,
            }
            for hit, snippet, spans in found
        ]
        click.echo(json.dumps(rows, default=str, ensure_ascii=False, indent=1))
        return
    for hit, snippet, spans in found:
        gone = (
            ""
            if hit.current
            else f"  [revision {hit.revision}; {'deleted' if hit.state == 'deleted' else 'edited'} since]"
        )
        click.echo(f"{hit.published_on or 'no day   '}  {_plain(hit.title)}{gone}\n    {_marked(snippet, spans)}")
        click.echo(f"    {hit.article_id}  {_plain(hit.url)}")
    click.echo(f"{len(found)} {'article' if len(found) == 1 else 'articles'}", err=True)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _marked(snippet: str, spans: list[tuple[int, int]]) -> str:
    """SNIPPET with what was found marked: in bold on a terminal, else between « and »."""
    styled = sys.stdout.isatty()
    parts, at = [], 0
    for start, end in spans:
        word = snippet[start:end]
        parts += [snippet[at:start], click.style(word, bold=True, reverse=True) if styled else f"«{word}»"]
        at = end
    return "".join([*parts, snippet[at:]])

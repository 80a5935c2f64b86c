"""`palimpsest history` and `palimpsest erased`: what was edited, deleted, and who was erased."""

import json
import shutil
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from dagster_project.core.history.render import Shelf

_NEARLY: Final = 3
"""The rank, in parties_like.sql, of names that are only spelt alike."""


@click.command()
@click.argument("article")
@home_option
@click.option("--at", type=int, metavar="VERSION", help="As an older version had it.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with the same to a file.")
@click.option("--full", is_flag=True, help="Show unchanged paragraphs whole.")
def history(article: str, home: Path | None, at: int | None, html: Path | None, full: bool) -> None:
    """Show the revisions of ARTICLE (its id, its address in any spelling, or words of its title) as a word diff.

    \b
    palimpsest history kcna.kp/a514ed40309b181ae5964d720a691ec6
    palimpsest history https://www.kcna.kp/en/article/q/a514ed40309b181ae5964d720a691ec6.kcmsf
    palimpsest history "Bridge of Samples" --html history.html
    """
    from dagster_project.store.query import open_version  # noqa: PLC0415

    shelf = load_shelf(open_version(Home.at(home), at), article)
    if html is not None:
        from dagster_project.core.history.html_page import render_html  # noqa: PLC0415

        try:
            html.write_text(render_html(shelf), encoding="utf-8")
        except OSError as error:
            raise PalimpsestError(f"{html}: can't be written ({error.strerror})") from None
        click.echo(f"{len(shelf.revisions)} revisions of {shelf.article_id} in {html}", err=True)
        return
    from dagster_project.core.history.terminal import render_terminal  # noqa: PLC0415

    width = min(100, shutil.get_terminal_size().columns)
    click.echo(render_terminal(shelf, width=width, colour=sys.stdout.isatty(), full=full))


def _find_article(connection: "duckdb.DuckDBPyConnection", article: str) -> tuple[str, str, str, str]:
    """Id, address, language and state of the one article that ARTICLE names."""
    from dagster_project.core.identity import article_id_of  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    by_id = statement("store/article_by_id")
    for article_id in (article, article_id_of(article)):
        row = connection.execute(by_id, {"article_id": article_id}).fetchone()
        if row is not None:
            return row[0], row[1], row[2], row[3]
    like = connection.execute(statement("store/articles_like"), {"words": article}).fetchall()
    if not like:
        near = connection.execute(statement("store/articles_near"), {"words": article}).fetchall()
        meant = (
            f"; is one of these meant: {_listed(near)}?" if near else "; `palimpsest search` finds articles by words"
        )
        raise PalimpsestError(f"{article}: names no article{meant}")
    if len(like) > 1:
        raise PalimpsestError(f"{article}: names several: {_listed(like)}; give an article_id")
    row = connection.execute(by_id, {"article_id": like[0][0]}).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def _listed(articles: "Sequence[Sequence[str]]") -> str:
    return "; ".join(f"{article_id} ({title[:50]})" for article_id, title in articles[:5])


def load_shelf(connection: "duckdb.DuckDBPyConnection", article: str) -> "Shelf":
    """What is to be shown of the one article that ARTICLE names. Raises PalimpsestError for none, or for several."""
    from dagster_project.core.history.records import Revision  # noqa: PLC0415
    from dagster_project.core.history.render import Shelf  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    row = _find_article(connection, article)
    key = {"article_id": row[0]}
    found = connection.execute(statement("store/article_revisions"), key).to_arrow_table().to_pylist()
    revisions = [
        Revision(
            **{
                "published_from": None,
                "text_sha256": None,
                **{k: v for k, v in r.items() if k in Revision.__dataclass_fields__},
            }
        )
        for r in found
    ]
    erased: dict[int, list[str]] = defaultdict(list)
    for number, name in connection.execute(statement("store/article_erasures"), key).fetchall():
        erased[number].append(name)
    return Shelf(row[0], row[1], row[2], row[3], revisions, erased)


@click.command()
@click.argument("party", required=False)
@home_option
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was erased on that day or later.")
@click.option("--at", type=int, metavar="VERSION", help="As an older version had it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def erased(party: str | None, home: Path | None, since: date | None, at: int | None, as_json: bool) -> None:
    """List the parties that articles no longer name; with PARTY (an id or a name), the articles too.

    \b
    palimpsest erased --since 2013-12-01
    palimpsest erased "person:Jang Song Thaek"
    """
    from dagster_project.store.query import open_version  # noqa: PLC0415
    from dagster_project.store.sql import statement  # noqa: PLC0415

    connection = open_version(Home.at(home), at)
    given = {"since": (since or date(1, 1, 1)).strftime("%Y-%m-%d"), "party": party}
    parties = connection.execute(statement("store/erased"), given).to_arrow_table().to_pylist()
    if not parties and party is not None:
        _require_party(connection, party)
    one = parties[0]["party_id"] if party is not None and len(parties) == 1 else None
    articles = (
        connection.execute(statement("store/erased_articles"), {**given, "party": one}).to_arrow_table().to_pylist()
        if one
        else []
    )
    if as_json:
        click.echo(json.dumps({"parties": parties, "articles": articles}, default=str, ensure_ascii=False))
        return
    if not parties:
        days = f" since {given['since']}" if since else ""
        click.echo(f"nobody{days}" if party is None else f"{party}: no article that named it has ceased to{days}")
        return
    click.echo(f"{'edited out':>10} {'deleted':>8}  {'first':<10}  {'last':<10}  party")
    for p in parties:
        click.echo(f"{p['edited_out']:>10,} {p['deleted']:>8,}  {p['first_day']}  {p['last_day']}  {p['party_id']}")
    for a in articles:
        click.echo(f"  {a['day']}  {a['kind']:<10}  {a['article_id']}  {a['title'][:70]}")


def _require_party(connection: "duckdb.DuckDBPyConnection", words: str) -> None:
    """Raise PalimpsestError, with the parties that may be meant, where WORDS are neither a party's id nor in a name."""
    from dagster_project.store.sql import statement  # noqa: PLC0415

    near = connection.execute(statement("store/parties_like"), {"words": words}).fetchall()
    if near and near[0][1] < _NEARLY:
        return
    meant = f"is one of these meant: {', '.join(row[0] for row in near)}?" if near else "`palimpsest erased` lists all"
    raise PalimpsestError(f"{words}: no such party; {meant}")

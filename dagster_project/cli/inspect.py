"""`palimpsest inspect`: what is extracted from one page, and which rule gave each part of it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import REFERENCE

if TYPE_CHECKING:
    from dagster_project.core.explain import Explanation
    from dagster_project.core.records import ArticleText, Named, Page


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--url", help="Address of the page (default: the one that it declares).")
@click.option("--captured-at", help="Time of the capture, ISO 8601 (default: that of the file).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inspect(file: Path, url: str | None, captured_at: str | None, as_json: bool) -> None:
    """Show what is extracted from one saved page, with the rule behind each field and each mention.

    \b
    palimpsest inspect page.html
    palimpsest inspect page.html --url https://kcnawatch.org/newstream/1752400800-391028475/ --json
    """
    from dagster_project.core.explain import explain_page  # noqa: PLC0415
    from dagster_project.core.parties import find_parties, near_misses  # noqa: PLC0415
    from dagster_project.pipeline.rules import gazetteer, places  # noqa: PLC0415

    page = _page(file, url, captured_at)
    found = explain_page(page, places(REFERENCE))
    known = gazetteer(REFERENCE)
    named = [
        find_parties(
            known,
            article.title,
            article.body,
            article_id=article.article_id,
            published_on=article.published_on,
            language=article.language,
            masked=[(d.char_start, d.char_end) for d in article.datelines],
        )
        for article in found.result.articles
    ]
    nearly = [
        near_misses(
            known,
            article.title,
            article.body,
            article_id=article.article_id,
            published_on=article.published_on,
            language=article.language,
            masked=[(d.char_start, d.char_end) for d in article.datelines],
        )
        for article in found.result.articles
    ]
    if as_json:
        near = [[miss._asdict() for miss in misses] for misses in nearly]
        told = [{**asdict(n), "mentions": [m._asdict() for m in n.mentions]} for n in named]
        answer = {**asdict(found), "named": told, "nearly": near}
        click.echo(json.dumps(answer, default=str, ensure_ascii=False, indent=1))
        return
    _show(found)
    for article, who, misses in zip(found.result.articles, named, nearly, strict=True):
        _show_article(article, who)
        for miss in misses:
            place = f"{miss.field} {miss.char_start}-{miss.char_end}"
            click.echo(
                f"  nearly     {place:<16} {_plain(miss.surface)}: no {miss.party_id}, {miss.reason} ({miss.rule})"
            )


def _page(file: Path, url: str | None, captured_at: str | None) -> "Page":
    from dagster_project.core.captures import capture_id  # noqa: PLC0415
    from dagster_project.core.records import Page  # noqa: PLC0415
    from dagster_project.sources.files import page_time, page_url  # noqa: PLC0415

    try:
        payload = file.read_bytes()
        moment = page_time(file, payload)
    except OSError as error:
        raise PalimpsestError(f"{file}: can't be read ({error.strerror})") from None
    if captured_at:
        try:
            moment = datetime.fromisoformat(captured_at)
        except ValueError:
            raise PalimpsestError(
                f"--captured-at {captured_at}: is no ISO 8601 time, as 2026-01-31T06:00:00+00:00"
            ) from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    address = url or page_url(payload)
    if address is None:
        raise PalimpsestError(f"{file}: names no address of its own; give it with --url")
    return Page(capture_id(address, moment, ""), address, moment, 200, "text/html", payload)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _show(found: "Explanation") -> None:
    result = found.result
    click.echo(
        f"outcome   {result.outcome}   layout {result.layout or 'none'}   encoding {found.encoding or 'unknown'}"
    )
    if result.reject:
        click.echo(f"reject    {result.reject.stage}/{result.reject.reason}: {_plain(result.reject.detail)}")
    if result.evidence:
        click.echo(f"evidence  {result.evidence}: {', '.join(result.gone)}")
    for layout in found.layouts:
        marks = ", ".join(f"{'✓' if mark.held else '✗'} {mark.mark}" for mark in layout.marks)
        click.echo(f"  {'→' if layout.matched else ' '} {layout.layout:<16} {marks}")
    for finding in found.fields:
        click.echo(f"  {finding.article_id}  {finding.field:<14} {_plain(str(finding.value))[:70]:<70}  {finding.rule}")
    click.echo(f"sightings {len(result.sightings)}")


def _show_article(article: "ArticleText", who: "Named") -> None:
    """The body with its mentions marked, then each mention with its rule, the roles and who attended."""
    click.echo(f"\n{_plain(article.title)}")
    body, at, marked = article.body, 0, []
    for mention in (m for m in who.mentions if m.field == "body"):
        marked += [body[at : mention.char_start], click.style(f"[{mention.surface}]", bold=True)]
        at = mention.char_end
    click.echo(
        "\n".join(_plain(line) if "\x1b" not in line else line for line in "".join([*marked, body[at:]]).split("\n"))
    )
    for m in who.mentions:
        place = f"{m.field} {m.char_start}-{m.char_end}"
        click.echo(f"  {place:<16} {_plain(m.surface):<40} {m.party_id:<40} {m.confidence:.2f}  {m.rule}")
    for r in who.roles:
        click.echo(f"  role       {r.person_id}: {r.role}, {r.affiliation_id or 'no affiliation'}  ({r.rule})")
    for a in who.attendance:
        click.echo(f"  attended   {a.list}.{a.rank} {a.person_id}, {a.role or 'no role'}  ({a.cue})")

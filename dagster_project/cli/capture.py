"""`palimpsest capture`: the capture jobs of the Dagster UI, run here in one process."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from dagster_project.cli.main import home_option
from dagster_project.cli.progress import Progress
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home

FIRST_DAY = "1996-12-01"


@click.command()
@click.argument("source", metavar="SOURCE")
@home_option
@click.option("--since", metavar="DAY", help="Live sites: read list pages back to this day, leave older articles out.")
@click.option("--from", "first", metavar="DAY", help="Wayback: captures from this year, month or day on.")
@click.option("--to", "last", metavar="DAY", help="Wayback: captures to the end of this year, month or day.")
@click.option("--limit", type=click.IntRange(1), help="At most so many pages.")
@click.option("--contact", help="Your e-mail or web address, for the sites to see.")
@click.option("--via", metavar="HOST:PORT", help="Ask this server in place of the sites: the demo site.")
@click.option("--build", "then_build", is_flag=True, help="Then extract, audit and publish what was captured.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def capture(  # noqa: PLR0917 - click gives each option as an argument
    source: str,
    home: Path | None,
    since: str | None,
    first: str | None,
    last: str | None,
    limit: int | None,
    contact: str | None,
    via: str | None,
    then_build: bool,
    as_json: bool,
) -> None:
    """Fetch what is due of SOURCE: a site's name, or `wayback:` and with what the addresses begin.

    \b
    palimpsest capture kcna.kp --since 2026-01-01 --contact you@example.org
    palimpsest capture wayback:kcna.kp/en/article/ --from 2013-10 --to 2013-12
    Stop it at any moment: the next run goes on from there.
    """
    from dagster_project.defs.capture_run import run_capture  # noqa: PLC0415
    from dagster_project.pipeline.crawl import check_contact  # noqa: PLC0415
    from dagster_project.pipeline.crawl_options import crawl_options, find_source  # noqa: PLC0415
    from dagster_project.settings import load_settings  # noqa: PLC0415

    name, _, prefix = source.partition(":")
    found = find_source(name)
    settings = load_settings(home, contact=contact, via=via)
    check_contact(crawl_options(settings.contact, settings.via).contact)
    config: dict[str, Any] = {"contact": contact or "", "via": via or "", "limit": limit or 0}
    today = datetime.now(UTC).date()
    if found.kind == "wayback":
        if not prefix:
            raise click.UsageError("say what to fetch, such as wayback:kcna.kp/en/article/")
        if since:
            raise click.UsageError("--since is for live sites; give --from and --to")
        config["prefix"] = prefix
        days = _span(first or FIRST_DAY, last or today.isoformat(), today)
    else:
        if prefix or first or last:
            raise click.UsageError("a prefix, --from and --to are for wayback; give --since")
        days = (today.isoformat(), today.isoformat())
        config["since"] = _day(since).isoformat() if since else ""
    place = Home.at(home)
    place.prepare()
    with Progress() as progress:
        outcome = run_capture(place, name, config, days, progress)
    if not outcome.success:
        raise PalimpsestError(outcome.error or "the run failed")
    for note in outcome.notes:
        click.echo(f"note: {note}", err=True)
    if as_json:
        click.echo(json.dumps({k: getattr(outcome, k) for k in ("visits", "requests", "bytes", "discovered", "notes")}))
    else:
        said = ", ".join(f"{count:,} {what}" for what, count in sorted(outcome.visits.items())) or "nothing was due"
        click.echo(
            f"{source}: {said}; {outcome.requests:,} requests, {outcome.bytes:,} bytes, {outcome.discovered:,} new addresses"
        )
    if then_build:
        _build(place)
    elif not as_json:
        click.echo("Next: palimpsest build" + ("" if place == Home.at() else f" --home {place.root}"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PalimpsestError(f"{text!r}: is no day; write it as 2026-01-31") from None


def _span(first: str, last: str, today: date) -> tuple[str, str]:
    """First and last day of what was asked for, today at the latest."""
    from calendar import monthrange  # noqa: PLC0415

    from dagster_project.sources.wayback import timestamp  # noqa: PLC0415

    begin = timestamp(first)
    end = timestamp(last, end=True)
    month = min(int(end[4:6]), 12)
    day = min(int(end[6:8]), monthrange(int(end[:4]), month)[1])
    days = (
        max(f"{begin[:4]}-{begin[4:6]}-{begin[6:8]}", FIRST_DAY),
        min(f"{end[:4]}-{month:02d}-{day:02d}", today.isoformat()),
    )
    if days[0] > days[1]:
        raise PalimpsestError(f"--from {first} --to {last}: holds no day between {FIRST_DAY} and today")
    return days


def _build(place: Home) -> None:
    from dagster_project.defs.build import run_build  # noqa: PLC0415

    with Progress() as progress:
        outcome = run_build(place, [], progress=progress)
    if not outcome.success:
        raise PalimpsestError(outcome.error or "; ".join(outcome.failed_checks) or "the build failed")
    click.echo(f"version {outcome.version} published" if outcome.version else "nothing new to publish")

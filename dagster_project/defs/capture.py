"""Capture from the network in Dagster: an asset a source, a partition a day. `defs/automation.py` launches them by itself."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Final

import dagster as dg
from pydantic import Field

from dagster_project import __version__
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.sources import Source
from dagster_project.defs.progress import LISTENER
from dagster_project.defs.resources import HomeResource
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.sources import load_sources

GROUP: Final = "sources"
DAYS: Final = dg.DailyPartitionsDefinition(start_date="1996-12-01", timezone="UTC", end_offset=1)
"""One day a partition, from the month in which the oldest of the sites began; today's is there from its first hour on."""
RETRY: Final = dg.RetryPolicy(max_retries=3, delay=120, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.FULL)
FRESH: Final = dg.FreshnessPolicy.time_window(warn_window=timedelta(days=1), fail_window=timedelta(days=3))
"""A live site that nobody has asked for a day is worth a look, for three days an alarm: pages may be lost by then."""
TAGS: Final = {"scope": "capture", "public": "no"}


class LiveCrawl(dg.Config):
    """How to crawl a live site. Empty values come from the settings; `since` reads list pages back to that day."""

    contact: str = ""
    via: str = ""
    since: str = ""
    limit: int = Field(default=0, description="At most so many pages; 0 means what is due.")
    read_lists: bool = True


class ArchiveCrawlConfig(dg.Config):
    """What to have from a web archive: addresses that begin with `prefix`, of the partitions' days."""

    prefix: str = Field(default="kcna.kp/en/article/", description="With what the addresses begin.")
    contact: str = ""
    via: str = ""
    limit: int = 0


def asset_name(source: str) -> str:
    """The name of a source's asset."""
    return "crawl_" + "".join(c if c.isalnum() else "_" for c in source)


def _pool(source: Source) -> str:
    return "host_" + "".join(c if c.isalnum() else "_" for c in source.hosts[0])


def _told(context: dg.AssetExecutionContext, report: Any, home: Home) -> dg.MaterializeResult[Any]:
    for note in report.notes:
        context.log.warning(note)
    return dg.MaterializeResult(
        metadata={
            "visits": report.visits,
            "requests": report.requests,
            "bytes": report.bytes,
            "articles_discovered": report.discovered,
            "notes": report.notes,
            "folder": dg.MetadataValue.path(home.captures),
        }
    )


@contextmanager
def _final_errors() -> Iterator[None]:
    """What the user has to change is not tried again."""
    try:
        yield
    except PalimpsestError as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def _live_asset(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(source.source),
        group_name=GROUP,
        kinds={"warc"},
        owners=["team:palimpsest"],
        code_version=__version__,
        tags=TAGS,
        freshness_policy=FRESH,
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=_pool(source),
        retry_policy=RETRY,
        description=f"What {source.source} served on a day: its lists, new articles, and older ones asked for again.",
    )
    def crawl(context: dg.AssetExecutionContext, config: LiveCrawl, home: HomeResource) -> dg.MaterializeResult[Any]:
        from dagster_project.pipeline.crawl import capture_live  # noqa: PLC0415
        from dagster_project.pipeline.crawl_options import crawl_options, paced  # noqa: PLC0415

        place = home.run(context.run_id).home
        with _final_errors():
            settings = home.settings(contact=config.contact, via=config.via)
            options = crawl_options(
                settings.contact,
                settings.via,
                since=date.fromisoformat(config.since) if config.since else None,
                limit=config.limit or None,
                read_lists=config.read_lists,
            )
            report = capture_live(place, paced(source, options), options, LISTENER.get(), context.log.warning)
        return _told(context, report, place)

    return crawl


def _archive_asset(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(source.source),
        group_name=GROUP,
        kinds={"warc"},
        owners=["team:palimpsest"],
        code_version=__version__,
        tags=TAGS,
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=_pool(source),
        retry_policy=RETRY,
        description="Captures of some days that a web archive holds; a backfill over many days is one run.",
    )
    def crawl(
        context: dg.AssetExecutionContext, config: ArchiveCrawlConfig, home: HomeResource
    ) -> dg.MaterializeResult[Any]:
        from dagster_project.pipeline.archive_crawl import capture_archive  # noqa: PLC0415
        from dagster_project.pipeline.crawl_options import crawl_options, paced  # noqa: PLC0415
        from dagster_project.sources.wayback import Span, timestamp  # noqa: PLC0415

        place, days = home.run(context.run_id).home, context.partition_key_range
        span = Span(config.prefix, timestamp(days.start), timestamp(days.end, end=True))
        with _final_errors():
            settings = home.settings(contact=config.contact, via=config.via)
            options = crawl_options(settings.contact, settings.via, limit=config.limit or None)
            report = capture_archive(place, paced(source, options), span, options, LISTENER.get(), context.log.warning)
        return _told(context, report, place)

    return crawl


SOURCES: Final = load_sources(REFERENCE)
LIVE: Final = [s for s in SOURCES.values() if s.kind == "live"]
with warnings.catch_warnings():
    # Single-run backfills have been in beta for years; the warning would stand in front of every command.
    warnings.simplefilter("ignore", dg.BetaWarning)
    CAPTURE_ASSETS: Final = [(_live_asset if s.kind == "live" else _archive_asset)(s) for s in SOURCES.values()]

capture_live_job = dg.define_asset_job(
    "capture_live",
    selection=dg.AssetSelection.assets(*(asset_name(s.source) for s in LIVE)),
    partitions_def=DAYS,
    description="Ask the live sites for their lists, for new articles and for those that are due again.",
)
capture_archive_job = dg.define_asset_job(
    "capture_archive",
    selection=dg.AssetSelection.assets(*(asset_name(s.source) for s in SOURCES.values() if s.kind == "wayback")),
    partitions_def=DAYS,
    description="Fetch what a web archive holds of some days; launch it as a backfill over a range.",
)
CAPTURE_JOBS: Final = [capture_live_job, capture_archive_job]

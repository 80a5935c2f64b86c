"""What a crawl takes from the settings: whom to write to, and the server that stands in for the sites."""

from dataclasses import replace
from datetime import date

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.sources import Source
from dagster_project.pipeline.crawl import CrawlOptions
from dagster_project.store.home import REFERENCE
from dagster_project.store.sources import load_sources


def crawl_options(
    contact: str,
    via: str,
    *,
    since: date | None = None,
    limit: int | None = None,
    read_lists: bool = True,
) -> CrawlOptions:
    """Options of a crawl; CONTACT and VIA (host:port) as the settings have them. The demo site needs no contact."""
    given = contact or ("demo@localhost" if via else "")
    return CrawlOptions(given, since=since, limit=limit, via=via or None, read_lists=read_lists)


def paced(source: Source, options: CrawlOptions) -> Source:
    """SOURCE as it is to be asked: a server of this machine that stands in for the sites needs no pauses."""
    here = (options.via or "").rpartition(":")[0] in {"127.0.0.1", "localhost", "[::1]"}
    return replace(source, pause_s=0.05) if here else source


def find_source(name: str) -> Source:
    """The configured source called NAME. Raises PalimpsestError that lists the known ones."""
    known = load_sources(REFERENCE)
    if name not in known:
        raise PalimpsestError(
            f"{name}: is no source; known are {', '.join(sorted(known))} (data/reference/sources.csv)"
        )
    return known[name]

"""What a crawl takes from the environment: whom to write to, and the server that stands in for the sites."""

import os
from dataclasses import replace
from datetime import date

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.sources import Source
from dagster_project.pipeline.crawl import CrawlOptions
from dagster_project.store.home import REFERENCE
from dagster_project.store.sources import load_sources

CONTACT = "PALIMPSEST_CONTACT"
VIA = "PALIMPSEST_VIA"


def crawl_options(
    contact: str | None = None,
    via: str | None = None,
    *,
    since: date | None = None,
    limit: int | None = None,
    read_lists: bool = True,
) -> CrawlOptions:
    """Options of a crawl; what is not given comes from PALIMPSEST_CONTACT and PALIMPSEST_VIA.

    `via` is `host:port` or an http address. Raises PalimpsestError for one that is neither.
    """
    there = (via or os.environ.get(VIA) or "").removeprefix("http://").rstrip("/")
    host, _, port = there.rpartition(":")
    if there and not (host and port.isdigit()):
        raise PalimpsestError(f"--via {there!r}: write it as host:port, such as 127.0.0.1:8642")
    given = contact or os.environ.get(CONTACT) or ""
    if not given and there:
        given = "demo@localhost"
    return CrawlOptions(given, since=since, limit=limit, via=there or None, read_lists=read_lists)


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

"""Links from the UI to pages that lie in the home: a browser opens no file from a web page, so they are served."""

from pathlib import Path

import dagster as dg

from dagster_project.settings import Settings


def docs_url(settings: Settings, page: Path, anchor: str = "") -> dg.UrlMetadataValue:
    """Where `palimpsest ui` or `palimpsest docs` serves PAGE, a file of the home's `docs` or the report."""
    home = settings.place
    inside = page.relative_to(home.docs if page.is_relative_to(home.docs) else home.root).as_posix()
    return dg.MetadataValue.url(f"{settings.docs_address.rstrip('/')}/{inside}" + (f"#{anchor}" if anchor else ""))

"""Homes that share a catalog and buckets, and what tests compare of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.erasures import find_run_erasures
from dagster_project.pipeline.extract import extract_pending
from dagster_project.pipeline.history import derive_history
from dagster_project.pipeline.parties import name_parties
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.run import Run
from dagster_project.pipeline.stories import join_stories
from dagster_project.store.home import Home
from dagster_project.store.lake import Version, open_lake, versions
from dagster_project.store.locations import Locations
from dagster_project.store.publish import Published
from tests.sample.compose import larger, write


def home_at(root: Path, settings: dict[str, str]) -> Home:
    """A home at ROOT whose parts lie as SETTINGS say."""
    return Home(root, replace(Locations(), **settings))


def stage(home: Home, run_id: str, *inputs: Path, **more: Any) -> Run:
    """All steps up to the audit, without it."""
    run = Run(home, run_id, **{"workers": 0, **more})
    home.prepare()
    with home.writing(600):
        open_lake(home, read_only=False).close()
        capture_inputs(run, [str(path) for path in inputs])
    extract_pending(run)
    derive_history(run)
    join_stories(run)
    name_parties(run)
    find_run_erasures(run)
    return run


def build(home: Home, run_id: str, *inputs: Path, **more: Any) -> Published:
    return publish_run(stage(home, run_id, *inputs, **more))


def published(home: Home) -> list[Version]:
    lake = open_lake(home)
    try:
        return versions(lake)
    finally:
        lake.close()


def digest(home: Home) -> str:
    """The digest of all rows of all tables of the newest version."""
    return published(home)[-1].digest


def archive(target: Path, pages: int, first: int = 100) -> Path:
    """A WARC file of so many composed pages."""
    write(larger(pages, first=first), target)
    return target

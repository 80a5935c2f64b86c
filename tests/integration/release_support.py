"""Homes that releases are made from: the sample in two parts, taken in one after the other or both at once."""

from datetime import UTC, datetime
from pathlib import Path

from dagster_project.store.home import Home
from tests.integration.support import build
from tests.sample.compose import Archive, sample

CUT = datetime(2026, 1, 31, tzinfo=UTC)
"""After it the sample's edits and deletions are seen."""


def parts(folder: Path) -> tuple[Path, Path]:
    """The sample as two archives: what was captured before CUT, and after."""
    captures, _ = sample()
    paths = (folder / "early.warc.gz", folder / "late.warc.gz")
    for path, late in zip(paths, (False, True), strict=True):
        with path.open("wb") as stream:
            archive = Archive(stream)
            for capture in captures:
                if (capture.at >= CUT) == late:
                    archive.add(capture)
    return paths


def grown_home(folder: Path) -> Home:
    """A home of two versions: the early part, then the late one too."""
    early, late = parts(folder)
    home = Home.at(folder / "grown")
    assert build(home, "early", early).version == 1
    assert build(home, "late", late).version == 2
    return home


def home_at_once(folder: Path) -> Home:
    """A home of one version, of both parts."""
    home = Home.at(folder / "a" / "home" / "elsewhere")
    assert build(home, "both", *parts(folder)).version == 1
    return home

"""Capture from files: archives are taken over whole, bare pages are stored as responses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline import workers
from dagster_project.pipeline.bare_pages import BarePage, as_responses, look_at, not_stored
from dagster_project.pipeline.indexing import index_archives, index_objects
from dagster_project.pipeline.run import Run
from dagster_project.sources.files import InputFile, find_inputs
from dagster_project.sources.unpack import unzip
from dagster_project.store.archives import holds_captures, push_captures
from dagster_project.store.capture_index import index_missing, index_warc
from dagster_project.store.home import SAMPLE, Home
from dagster_project.store.warc_files import adopt, write_responses

WORTH_WORKERS: Final = 4 << 20
"""Bytes of inputs that will be read by worker processes for sure: a page takes some 10 kB in an archive."""


@dataclass(slots=True)
class CaptureReport:
    """What was stored: input files read, responses in them, and what could not be read."""

    files: int = 0
    responses: int = 0
    notes: list[str] = field(default_factory=list)


def capture_inputs(run: Run, inputs: Sequence[str], url: str | None = None) -> CaptureReport:
    """Store the responses of INPUTS (.warc, .warc.gz, .html, zip files, folders of these) in the home's captures folder.

    What is stored already is not stored again. A file that can't be read becomes a note and loses nothing beside it;
    where nothing at all could be read, PalimpsestError is raised with the first reason.
    """
    report = CaptureReport()
    index_objects(run, report.notes.append)
    index_missing(run.home, report.notes.append)
    files = list(find_inputs(inputs))
    if run.compute == "local" and run.workers and sum(found.path.stat().st_size for found in files) >= WORTH_WORKERS:
        workers.start_ahead()
    with TemporaryDirectory(dir=run.home.staging, prefix="unpacked-") as folder:
        archives: list[Path] = []
        pages: list[BarePage] = []
        for found in _unpacked(files, Path(folder), report):
            try:
                if found.kind == "warc":
                    archives.append(adopt(found.path, run.home.captures, report.notes.append))
                else:
                    pages.append(look_at(found.path, url))
            except (PalimpsestError, OSError) as error:
                report.notes.append(str(error))
        for counted in index_archives(run, archives):
            report.notes += counted.notes
            if counted.responses is not None:
                report.files += 1
                report.responses += counted.responses
        report.files += len(pages)
        report.responses += len(pages)
        new = as_responses(not_stored(run.home, pages), report.notes.append)
        stored = write_responses(new, run.home.captures)
    if stored is not None:
        index_warc(run.home, stored, report.notes.append)
    push_captures(run.home)
    if not report.files and report.notes:
        raise PalimpsestError(report.notes[0])
    return report


def _unpacked(files: Iterable[InputFile], folder: Path, report: CaptureReport) -> Iterator[InputFile]:
    """FILES, each zip file replaced by what is in it; one that can't be unpacked becomes a note."""
    for found in files:
        if found.kind != "zip":
            yield found
            continue
        try:
            inner = unzip(found.path, folder)
        except PalimpsestError as error:
            report.notes.append(str(error))
            continue
        yield from find_inputs([str(inner)])


def describe(report: CaptureReport) -> str:
    """The report as one line."""
    return f"{report.files} files, {report.responses} responses" + (
        f", {len(report.notes)} notes" if report.notes else ""
    )


def default_inputs(home: Home) -> list[str]:
    """What a build without inputs captures: nothing beside what is stored already; in an empty home the sample."""
    return [] if holds_captures(home) else [str(SAMPLE)]


def check_exists(inputs: Sequence[str]) -> None:
    """Raise PalimpsestError for the first of INPUTS that doesn't exist."""
    for name in inputs:
        if not Path(name).exists():
            raise PalimpsestError(f"{name}: no such file or folder")

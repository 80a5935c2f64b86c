"""Proving a row: from an article's revision to the response that it was read from, with everything in between done anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import pyarrow.parquet as pq

from dagster_project.core.captures import capture_id
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.pipeline.rules import places
from dagster_project.store.archives import Archive, find_archive
from dagster_project.store.capture_index import index_folder, index_missing
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.payload_reader import PayloadReader
from dagster_project.store.query import open_version
from dagster_project.store.sql import statement
from dagster_project.store.warc import Response, read_responses
from dagster_project.store.warc_records import payload_digest


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof: of which revision, what was looked at, whether it holds, and what was found."""

    revision: int
    what: str
    holds: bool
    found: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A revision with its capture, as `revisions_with_captures` gives them."""

    revision: int
    title: str
    body: str
    published_on: date | None
    change: str
    capture_id: str
    url: str
    captured_at: datetime
    payload_sha256: str
    warc_file: str
    warc_offset: int
    extractor: str


def prove(home: Home, article_id: str, revision: int | None = None, at: int | None = None) -> list[Step]:
    """The steps that lead from ARTICLE_ID's revisions (or only REVISION) in the version AT back to stored responses.

    Each is done anew: the record is found in its archive, its payload's digest made from its bytes, the capture's id
    made from address, time and digest, and the page read again by today's rules. Raises PalimpsestError where there is
    no such article or revision.
    """
    connection = open_version(home, at)
    try:
        found = connection.execute(statement("store/revisions_with_captures"), {"article_id": article_id}).fetchall()
    finally:
        connection.close()
    rows = [row for row in (_Row(*values) for values in found) if revision in (None, row.revision)]
    if not rows:
        which = f" of revision {revision}" if revision and found else ""
        raise PalimpsestError(f"{article_id}: no article{which} bears that id; `palimpsest query` finds ids")
    return [step for row in rows for step in _steps(home, article_id, row)]


def _steps(home: Home, article_id: str, row: _Row) -> Iterator[Step]:
    """The steps of one revision; after one that fails, those that rest on it are left out."""
    where = f"{row.warc_file} at {row.warc_offset:,}"
    response, fault = _record(find_archive(home, row.warc_file), row.warc_offset)
    if response is None:
        yield Step(row.revision, "record", False, f"{where}: {fault}")
        return
    same = response.url == row.url and response.captured_at == row.captured_at
    yield Step(
        row.revision, "record", same, f"{where}: {response.url}, captured {response.captured_at:%Y-%m-%dT%H:%M:%SZ}"
    )
    payload = _repeated(home, row) if response.revisit else response.payload
    digest = payload_digest(payload) if response.revisit and payload is not None else response.payload_sha256
    held = payload is not None and digest == row.payload_sha256
    yield Step(
        row.revision,
        "digest",
        held,
        f"SHA-256 of the payload is {digest}" + ("" if held else f", not {row.payload_sha256}"),
    )
    made = capture_id(row.url, row.captured_at, digest)
    yield Step(row.revision, "capture", made == row.capture_id, f"its id is made from address, time and digest: {made}")
    if payload is not None and held:
        page = Page(
            row.capture_id,
            row.url,
            row.captured_at,
            response.http_status,
            response.content_type,
            payload,
            response.location,
        )
        yield _text(article_id, row, page)


def _record(warc: Archive, offset: int) -> tuple[Response | None, str]:
    """The response at OFFSET of WARC, or why there is none."""
    try:
        response = next(read_responses(warc, start=offset, on_damage=lambda _: None), None)
    except (OSError, PalimpsestError) as error:
        return None, str(error)
    if response is None or response.offset != offset:
        return None, "no response begins there; the archive was altered or cut"
    return response, ""


def _repeated(home: Home, row: _Row) -> bytes | None:
    """The payload that a revisit record repeats, from the record that holds it."""
    index_missing(home)
    known = [
        found
        for path in sorted(index_folder(home).glob("*.parquet"))
        for found in pq.read_table(path, filters=[("capture_id", "=", row.capture_id)]).to_pylist()
    ]
    if not known or known[0]["payload_file"] is None:
        return None
    with PayloadReader(partial(find_archive, home)) as reader:
        return reader.payload(known[0]["payload_file"], known[0]["payload_offset"])


def _text(article_id: str, row: _Row, page: Page) -> Step:
    """Whether the page, read again, gives the revision's text, or says that the article is gone."""
    result = extract_page(page, places(REFERENCE))
    by = f"read by {result.extractor}" + ("" if result.extractor == row.extractor else f", the row by {row.extractor}")
    if row.change == "deleted":
        gone = article_id in result.gone or article_id.partition("#")[0] in result.gone
        return Step(row.revision, "text", gone, f"the page says that the article is gone ({result.evidence}); {by}")
    article = next((a for a in result.articles if a.article_id == article_id), None)
    if article is None:
        return Step(row.revision, "text", False, f"the page, read again, holds no such article; {by}")
    pairs = (
        ("title", article.title, row.title),
        ("body", article.body, row.body),
        ("published_on", article.published_on, row.published_on),
    )
    differing = [name for name, now, then in pairs if now != then]
    said = f"differs in {', '.join(differing)}" if differing else "title, body and day come out the same"
    return Step(row.revision, "text", not differing, f"{said}; {by}")

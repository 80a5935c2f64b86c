"""From a page's result to rows of the tables: tuples of values in the registry's column order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from dagster_project.core.history.digests import content_digest, text_digest
from dagster_project.core.identity import canonical_url
from dagster_project.core.records import ArticleText, PageResult, Sighting
from dagster_project.core.schema import TABLES

Row = tuple[Any, ...]


def as_row(record: Any) -> Row:
    """The values of a slots dataclass in the order of its fields, as they are: unlike `astuple`, nothing is copied."""
    row: Row = _fields(type(record).__slots__)(record)
    return row


@cache
def _fields(names: tuple[str, ...]) -> "attrgetter[Row]":
    return attrgetter(*names)


@cache
def _in_order(name: str) -> tuple[int, "itemgetter[Row]"]:
    """How many columns table NAME has, and what takes them out of a mapping in their order."""
    names = [column.name for column in TABLES[name].columns]
    return len(names), itemgetter(*names)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a capture before it is read: the columns of `captures` that extraction does not decide."""

    capture_id: str
    url: str
    captured_at: datetime
    http_status: int
    content_type: str | None
    payload_sha256: str
    payload_bytes: int
    warc_file: str
    warc_offset: int


@dataclass(slots=True)
class Rows:
    """Rows collected for several tables, by the table's name."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, name: str, **values: Any) -> None:
        """Add a row to table NAME; every column of the registry must be given."""
        width, in_order = _in_order(name)
        try:
            row = in_order(values)
        except KeyError:
            row = ()
        if len(values) != width or not row:
            raise ValueError(f"{name}: {sorted(values.keys() ^ TABLES[name].by_name.keys())} given or missing")
        self.tables.setdefault(name, []).append(row)

    def add_all(self, name: str, names: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Add ROWS to table NAME, their values in the order of NAMES; every column of the registry must be among these."""
        if names != tuple(TABLES[name].by_name):
            raise ValueError(f"{name}: its columns are {', '.join(TABLES[name].by_name)}, in this order")
        self.tables.setdefault(name, []).extend(rows)

    def of(self, name: str) -> Sequence[Row]:
        """The rows of table NAME."""
        return self.tables.get(name, [])


def add_page(rows: Rows, stored: Stored, result: PageResult) -> None:
    """Add the rows that RESULT, read from the capture STORED, gives: one of captures, and what hangs on it."""
    rows.add(
        "captures",
        capture_id=stored.capture_id,
        url=stored.url,
        site=result.site,
        captured_at=stored.captured_at,
        http_status=stored.http_status,
        content_type=stored.content_type,
        payload_sha256=stored.payload_sha256,
        payload_bytes=stored.payload_bytes,
        warc_file=stored.warc_file,
        warc_offset=stored.warc_offset,
        outcome=result.outcome,
        layout=result.layout,
        articles=len(result.articles),
        evidence=result.evidence,
        prose_outside=result.prose_outside,
        page_disagreement=result.page_disagreement,
        extractor=result.extractor,
    )
    if result.reject is not None:
        rows.add(
            "rejects",
            capture_id=stored.capture_id,
            stage=result.reject.stage,
            reason=result.reject.reason,
            detail=result.reject.detail,
        )
    if result.sightings:
        listed = ((stored.capture_id, *sighting) for sighting in result.sightings)
        rows.add_all("sightings", ("capture_id", *Sighting._fields), listed)
    for article in result.articles:
        _add_article(rows, stored, result, article)
    for position, article_id in enumerate(result.gone, 1):
        rows.add(
            "observations",
            capture_id=stored.capture_id,
            article_id=article_id,
            position=position,
            captured_at=stored.captured_at,
            site=result.site,
            url=canonical_url(stored.url),
            original_url=None,
            present=False,
            evidence=result.evidence,
            text_sha256=None,
            content_sha256=None,
            layout=result.layout,
            extractor=result.extractor,
            disagreement=None,
            notes=[],
        )


def _add_article(rows: Rows, stored: Stored, result: PageResult, article: ArticleText) -> None:
    body = article.body
    inferred = (article.published_from or "").endswith("inferred")
    digest = text_digest(article.title, body, article.published_on)
    rows.add(
        "observations",
        capture_id=stored.capture_id,
        article_id=article.article_id,
        position=article.position,
        captured_at=stored.captured_at,
        site=result.site,
        url=article.url,
        original_url=article.original_url,
        present=True,
        evidence=None,
        text_sha256=digest,
        content_sha256=content_digest(article.title, body, None if inferred else article.published_on),
        layout=result.layout,
        extractor=result.extractor,
        disagreement=article.disagreement,
        notes=list(article.notes),
    )
    rows.add(
        "texts",
        article_id=article.article_id,
        text_sha256=digest,
        title=article.title,
        body=body,
        paragraphs=list(article.paragraphs),
        language=article.language,
        topic=article.topic,
        kind=article.kind,
        byline=article.byline,
        published_on=article.published_on,
        published_from=article.published_from,
        event_date=article.event_date,
        event_start=article.event_start,
        event_end=article.event_end,
        claims=[{"rule": c.rule, "date": c.date, "evidence": c.evidence} for c in article.claims],
        datelines=[dict(zip(_DATELINE_FIELDS, as_row(d), strict=True)) for d in article.datelines],
    )


_DATELINE_FIELDS = (
    "ordinal",
    "text",
    "place",
    "place_id",
    "country",
    "latitude",
    "longitude",
    "date",
    "agency",
    "char_start",
    "char_end",
)

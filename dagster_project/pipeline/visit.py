"""One visit of a page: ask, follow redirects, store every answer, and say what the last one holds."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

from dagster_project.core.extract import extract_page
from dagster_project.core.identity import is_front_page, page_id_of
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Page, PageResult, Sighting
from dagster_project.pipeline.guest import Guest
from dagster_project.pipeline.stored import as_fetched, with_verdict
from dagster_project.sources.addresses import ForbiddenAddressError, check_url
from dagster_project.sources.transport import Answer, Headers
from dagster_project.store.frontier import FrontierPage
from dagster_project.store.payload import decode_body
from dagster_project.store.warc_records import Fetched, Original, payload_digest
from dagster_project.store.warc_writer import CaptureWriter

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
LASTING: Final = frozenset({301, 308})
TRANSIENT: Final = frozenset(
    {"blocked", "rate_limited", "server_error", "http_error", "cut_short", "too_slow", "broken_encoding"}
)
"""Reasons of a reject that may be gone at the next try."""


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of a visit.

    outcome: article, listing, not_found, unchanged, reject or failed (worth another try). `url` is where the page lies
    now; `stored` the payload that later visits may repeat, with the answer's validators; `reason` that of a reject.
    """

    outcome: str
    url: str
    reason: str | None = None
    sightings: tuple[Sighting, ...] = ()
    stored: Original | None = None
    etag: str | None = None
    last_modified: str | None = None


def _original(page: FrontierPage) -> Original | None:
    if not (page.payload_url and page.payload_digest and page.payload_at is not None):
        return None
    return Original(page.payload_url, datetime.fromtimestamp(page.payload_at, UTC), page.payload_digest)


def _unchanged(fetched: Fetched, original: Original) -> Fetched:
    """FETCHED as a revisit of ORIGINAL, without its request: that would be as long again, and tells nothing new."""
    return replace(fetched, body=b"", repeats=original, request=None)


def _conditions(page: FrontierPage) -> Headers:
    """Headers by which the host need not send again what is stored already."""
    if page.payload_url != page.url or not page.payload_digest:
        return ()
    found = (("If-None-Match", page.etag), ("If-Modified-Since", page.last_modified))
    return tuple((name, value) for name, value in found if value)


def _read(answer: Answer, at: datetime, places: PlaceIndex) -> PageResult:
    """What the page holds, as extraction will find it later."""
    decoded = decode_body(answer.body, None, answer.header("Content-Encoding"))
    page = Page(
        "0" * 32,
        answer.url,
        at,
        answer.status,
        answer.header("Content-Type"),
        decoded.body,
        answer.header("Location"),
    )
    return extract_page(page, places)


class Visitor:
    """Visits pages for one run: asks through GUEST, stores through WRITER."""

    def __init__(self, guest: Guest, writer: CaptureWriter, places: PlaceIndex):
        self._guest, self._writer, self._places = guest, writer, places

    def visit(self, page: FrontierPage) -> Visited:
        """Ask for PAGE and store every answer.

        Raises what the guest raises where the very first address can't be asked.
        """
        url, seen, lasting = page.url, {page.url}, True
        conditions = _conditions(page)
        while True:
            try:
                answer = self._guest.ask(url, conditions)
            finally:
                self._store_robots()
            at = self._guest.clock.now().replace(microsecond=0)
            target = answer.header("Location")
            if answer.status not in REDIRECTS or not target:
                return self._settled(page, answer, at, url if lasting else page.url)
            target = urljoin(url, target).split("#")[0]
            verdict = self._refused(url, target, seen)
            fetched = as_fetched(answer, at)
            self._writer.store(with_verdict(fetched, verdict) if verdict else fetched)
            if page_id_of(url) and is_front_page(target):
                return Visited("not_found", page.url)
            if verdict:
                return Visited("failed", page.url, verdict.partition(":")[0])
            lasting = lasting and answer.status in LASTING
            seen.add(target)
            url, conditions = target, ()

    def _refused(self, url: str, target: str, seen: set[str]) -> str | None:
        """Why the redirect from URL to TARGET is not followed; None where it is."""
        if page_id_of(url) and is_front_page(target):
            return None
        if target in seen or len(seen) > self._guest.transport.limits.redirects:
            return f"redirect_loop: {len(seen)} redirects and no page"
        try:
            check_url(target, self._guest.source.hosts)
        except ForbiddenAddressError as error:
            return f"forbidden_redirect: {error}"
        return None

    def _store_robots(self) -> None:
        for at, answer in self._guest.robots_answers:
            self._writer.store(replace(as_fetched(answer, at), role="robots"))
        self._guest.robots_answers.clear()

    def _settled(self, page: FrontierPage, answer: Answer, at: datetime, url: str) -> Visited:
        """Store the last answer of a visit, as a revisit where it repeats the stored payload, and say what it holds."""
        original, fetched = _original(page), as_fetched(answer, at)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            if original is None:
                return Visited("failed", page.url, "not_modified")
            self._writer.store(_unchanged(fetched, original))
            return Visited("unchanged", page.url, stored=original, etag=page.etag, last_modified=page.last_modified)
        digest = payload_digest(answer.body)
        repeated = bool(original and original.payload_digest == digest and not answer.verdict and answer.status == 200)
        self._writer.store(_unchanged(fetched, original) if repeated and original else fetched)
        if answer.verdict:
            found = answer.verdict.partition(":")[0]
            return Visited("failed" if found in TRANSIENT else "reject", page.url, found)
        result = _read(answer, at, self._places)
        reason = result.reject.reason if result.reject else None
        outcome = "failed" if reason in TRANSIENT else "unchanged" if repeated else str(result.outcome)
        kept = None
        if answer.status == 200 and outcome in ("article", "listing", "unchanged"):
            kept = original if repeated else Original(answer.url, at, digest)
        return Visited(
            outcome,
            url,
            reason,
            result.sightings,
            kept,
            answer.header("ETag"),
            answer.header("Last-Modified"),
        )

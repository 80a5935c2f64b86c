"""What the demo site answers to an address at a time: articles in four layouts, lists, feeds, robots.txt."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from dagster_project.core.identity import page_id_of
from dagster_project.demo import pages
from dagster_project.demo.stories import Story
from dagster_project.demo.world import Report, World

HTML: Final = "text/html; charset=utf-8"
ROBOTS: Final = "User-agent: *\nDisallow: /private/\nCrawl-delay: {delay}\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Content:
    """The sites' pages. `wrong_charset` makes kcna.kp announce a charset in which its pages are not written."""

    world: World
    crawl_delay: float = 5
    wrong_charset: bool = True
    _reports: dict[str, Report] = field(default_factory=dict)

    def url_of(self, report: Report) -> str:
        """The address of a report: kcna.kp has the older form for even numbers, the newer for odd ones."""
        story = report.first
        if report.site == "kcna.kp":
            return pages.kp_q_url(story) if report.number % 2 == 0 else pages.kp_detail_url(story)
        return pages.kcnawatch_url(story) if report.site == "kcnawatch.org" else pages.rodong_url(story)

    def report_at(self, url: str) -> Report | None:
        """The report at an address."""
        if len(self._reports) != len(self.world.reports):
            self._reports = {page_id_of(self.url_of(r)) or "": r for r in self.world.reports}
        return self._reports.get(page_id_of(url) or "none")

    def page(self, report: Report, story: Story) -> str:
        """The page of REPORT that tells STORY."""
        beside = self.world.beside(report)
        if report.site == "kcna.kp":
            return (pages.kp_q if report.number % 2 == 0 else pages.kp_detail)(story, beside)
        return (pages.kcnawatch if report.site == "kcnawatch.org" else pages.rodong)(story, beside)

    def reply(self, url: str, when: datetime, headers: Mapping[str, str]) -> Reply:
        """The answer to a GET of URL at WHEN."""
        parts = urlsplit(url)
        site = (parts.hostname or "").removeprefix("www.")
        if parts.path == "/robots.txt":
            return Reply(200, (("Content-Type", "text/plain"),), ROBOTS.format(delay=self.crawl_delay).encode())
        report = self.report_at(url)
        if report is not None:
            return self._article(report, when, headers)
        made = self._list(site, parts.path, parts.query, when)
        if made is None:
            return missing()
        content_type, text = made
        return conditional(text.encode(), content_type, None, headers)

    def _article(self, report: Report, when: datetime, headers: Mapping[str, str]) -> Reply:
        if report.happenings[0].at > when:
            return missing()
        story = report.at(when)
        if story is None:
            if report.site == "kcnawatch.org":
                return Reply(302, (("Location", "https://kcnawatch.org/"), ("Content-Type", HTML)))
            if report.site == "rodong.rep.kp":
                return Reply(200, (("Content-Type", HTML),), b"<html><body>NULL</body></html>")
            return missing()
        wrong = self.wrong_charset and report.site == "kcna.kp"
        content_type = "text/html; charset=euc-kr" if wrong else HTML
        return conditional(self.page(report, story).encode(), content_type, report.changed_at(when), headers)

    def _list(self, site: str, path: str, query: str, when: datetime) -> tuple[str, str] | None:
        """The content type and text of a list page; None where there is none at the path."""
        number = path.strip("/").removeprefix("newstream").strip("/").removeprefix("page/")
        if site == "kcnawatch.org" and path.startswith("/newstream/page/") and number.isdigit():
            shown = [story for _, story in self.world.up(site, when, int(number) * 30)][(int(number) - 1) * 30 :]
            return (HTML, pages.kcnawatch_listing(shown)) if shown else None
        makers: dict[tuple[str, str], Callable[[], tuple[str, str]]] = {
            ("kcna.kp", "/en"): lambda: (HTML, pages.plain_listing("Sample agency", self._links(site, when, 20))),
            (
                "kcna.kp",
                "/en/category/articles/q/1ee9bdb7186944f765208f34ecfb5407.kcmsf",
            ): lambda: (HTML, pages.plain_listing("Latest", self._links(site, when, 40))),
            ("kcnawatch.org", "/newstream/"): lambda: (
                HTML,
                pages.kcnawatch_listing([story for _, story in self.world.up(site, when)]),
            ),
            ("kcnawatch.org", "/newstream/feed/"): lambda: (
                "application/rss+xml; charset=UTF-8",
                pages.feed("Newstream", self._links(site, when, 30)),
            ),
            ("rodong.rep.kp", "/en/"): lambda: (HTML, pages.plain_listing("Sinmun", self._links(site, when, 30))),
        }
        maker = None if query else makers.get((site, path))
        return maker() if maker else None

    def _links(self, site: str, when: datetime, most: int) -> list[tuple[str, str, "datetime"]]:
        return [
            (self.url_of(report), story.title, datetime(story.day.year, story.day.month, story.day.day, tzinfo=UTC))
            for report, story in self.world.up(site, when, most)
        ]


def missing() -> Reply:
    """The answer where there is nothing."""
    return Reply(
        404, (("Content-Type", HTML),), b"<html><head><title>404 Not Found</title></head><body>none</body></html>"
    )


def conditional(body: bytes, content_type: str, changed: datetime | None, headers: Mapping[str, str]) -> Reply:
    """BODY, or "not modified" where the request's headers say that the client has it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    told: tuple[tuple[str, str], ...] = (("ETag", etag), ("Content-Type", content_type))
    if changed is not None:
        told = (*told, ("Last-Modified", format_datetime(changed, usegmt=True)))
    if headers.get("if-none-match") == etag:
        return Reply(304, told)
    since = headers.get("if-modified-since")
    if changed is not None and since and "if-none-match" not in headers and changed <= parsedate_to_datetime(since):
        return Reply(304, told)
    return Reply(200, told, body)

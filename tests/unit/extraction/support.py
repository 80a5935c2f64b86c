"""Pages and places for the tests of extraction."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from dagster_project.core.extract import extract_page
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import ArticleText, Page, PageResult
from dagster_project.store.places import load_places

ROOT = Path(__file__).resolve().parents[3]
KCNA_URL = "http://www.kcna.kp/en/article/q/134a0eb1839cb01381c703e99144182108a7e6c823a5ddfd0590876324a8c638.kcmsf"
SEEN = datetime(2024, 3, 10, 2, tzinfo=UTC)


@lru_cache(maxsize=1)
def places() -> PlaceIndex:
    return load_places(ROOT / "data" / "reference")


def page(
    html: str | bytes,
    url: str = KCNA_URL,
    *,
    status: int = 200,
    seen: datetime = SEEN,
    location: str | None = None,
    content_type: str | None = "text/html",
) -> Page:
    payload = html.encode() if isinstance(html, str) else html
    return Page("0" * 32, url, seen, status, content_type, payload, location)


def kcna_page(
    paragraphs: str, *, title: str = "Imagined Title", stamp: str = "(2024.03.09.)", related: str = ""
) -> str:
    return (
        f"<html><head><meta charset='utf-8'></head><body><ul><li>Home</li></ul>"
        f"<div class='article-main-title'>{title}</div>"
        f"<div class='article-content-body'><div class='content-wrapper'>{paragraphs}"
        f"<span class='publish-time'>www.kcna.kp {stamp}</span></div></div>"
        f"<ul class='article-link'>{related}</ul><footer>Copyright (C) 2000-2024</footer></body></html>"
    )


def read(html: str | bytes, url: str = KCNA_URL, **kwargs: object) -> PageResult:
    return extract_page(page(html, url, **kwargs), places())  # type: ignore[arg-type]


def article(paragraphs: str, **kwargs: str) -> ArticleText:
    return read(kcna_page(paragraphs, **kwargs)).articles[0]

"""kcna.kp until about June 2026: `/en/article/q/<hex>.kcmsf`."""

import re

from dagster_project.core.dates import parse_stamp
from dagster_project.core.layouts.base import (
    Layout,
    Mark,
    RawArticle,
    Reading,
    Source,
    claim,
    html_of,
    linked_articles,
    node_text,
)
from dagster_project.core.records import Sighting

_FOOTER = re.compile(r"www\.kcna\.kp\s*\([^)]{6,40}\)")


def read(source: Source) -> Reading:
    """The article, dated by the stamp after it, and the articles listed beside it."""
    tree = source.tree
    content = tree.css_first(".content-wrapper")
    title = node_text(tree.css_first(".article-main-title"))
    sightings: tuple[Sighting, ...] = ()
    if "article-link" in source.visible:
        sightings = linked_articles(source, "".join(node.html or "" for node in tree.css(".article-link")))
    if content is None:
        return Reading((), sightings)
    body = tree.css_first(".article-content-body") or content.parent or content
    stamps = [node_text(span)[:200] for span in body.css(".publish-time")]
    html = html_of(content, ".publish-time", ".media-icon", ".article-link", ".article-main-title")
    stamps += _FOOTER.findall(html[-600:])
    dated = next((found for text in reversed(stamps) if (found := parse_stamp(text))), None)
    topic = node_text(tree.css_first(".article-category")) or None if "article-category" in source.visible else None
    return Reading((RawArticle(title, html, claims=claim("stamp", dated), topic=topic),), sightings)


LAYOUT = Layout(
    "kcna_kp_q",
    1,
    (
        Mark("content", "content-wrapper", ".content-wrapper"),
        Mark("title", "article-main-title", ".article-main-title", required=False),
        Mark("stamp", "publish-time", ".publish-time", required=False),
    ),
    read,
    also=lambda source: "article-main-title" in source.visible or "publish-time" in source.visible,
)

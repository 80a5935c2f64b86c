"""KCNA Watch, the mirror: the article, then "More From" cards with teasers of other articles.

Its header bears the day of capture and the number in its address is not the day of issue: neither is read as a date.
"""

import re

from dagster_project.core.dates import parse_dmy, parse_stamp
from dagster_project.core.layouts.base import (
    Layout,
    Mark,
    RawArticle,
    Reading,
    Source,
    claim,
    html_of,
    node_text,
    sighting,
)
from dagster_project.core.records import Sighting

_META = re.compile(r"Date:\s*\d{1,2}/\d{1,2}/\d{4}")
_FOOTER = re.compile(r"www\.kcna\.kp\s*\([^)]{6,40}\)")


def read(source: Source) -> Reading:
    """The article and the cards."""
    tree = source.tree
    sightings = _cards(source)
    content = tree.css_first(".article-content")
    if content is None:
        return Reading((), sightings)
    heading = tree.css_first("h1.article-main-title") or tree.css_first(".article-head h1") or tree.css_first("h1")
    title = node_text(heading)
    meta = _META.search(source.text)
    words = node_text(content)
    footer = _FOOTER.findall(words[-300:])
    claims = claim("page_date", parse_dmy(meta[0]) if meta else None) + claim(
        "stamp", parse_stamp(footer[-1]) if footer else None
    )
    original = next(
        (a.attributes.get("href") for a in tree.css("a[href]") if "original version" in (a.text() or "").lower()), None
    )
    html = html_of(
        content, ".article-desc", ".ads", ".advert", ".related", ".sharedaddy", ".nkpro-ad", "h1.article-main-title"
    )
    return Reading((RawArticle(title, html, claims=claims, original_url=original, topic=None),), sightings)


def _cards(source: Source) -> tuple[Sighting, ...]:
    found = []
    for card in source.tree.css(".article-desc"):
        links = [a for a in card.css("a[href]") if a.text(strip=True)]
        if not links:
            continue
        href = links[0].attributes.get("href") or ""
        title = node_text(links[0])
        dated = card.css_first(".articled-date > span") or card.css_first(".articled-date")
        teaser = next(
            (
                text
                for p in card.css("p")
                if "articled-date" not in (p.attributes.get("class") or "") and (text := node_text(p))
            ),
            None,
        )
        found.append((href, title, teaser, node_text(dated)))
    return tuple(
        sighting(source, n, href, title, teaser, dated) for n, (href, title, teaser, dated) in enumerate(found, 1)
    )


LAYOUT = Layout(
    "kcnawatch",
    1,
    (
        Mark("content", "article-content", ".article-content"),
        Mark("title", "article-main-title", "h1.article-main-title", required=False),
        Mark("original link", "original version", "a[href]", required=False),
        Mark("cards", "article-desc", ".article-desc", required=False),
    ),
    read,
    also=lambda source: (
        "kcnawatch" in source.text
        or "KCNA Watch" in source.text
        or "article-desc" in source.text
        or _META.search(source.text) is not None
    ),
)

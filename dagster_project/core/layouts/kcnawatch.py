"""KCNA Watch, the mirror: the article, then "More From" cards with teasers of other articles.

Its header bears the day of capture and the number in its address is not the day of issue: neither is read as a date.
"""

import re
from functools import lru_cache
from html import unescape

from dagster_project.core.dates import parse_dmy, parse_stamp
from dagster_project.core.identity import site_of
from dagster_project.core.layouts.base import (
    Layout,
    Mark,
    RawArticle,
    Reading,
    Source,
    absolute,
    claim,
    html_of,
    is_web,
    links_of,
    node_text,
    sighting_of,
    without_scripts,
)
from dagster_project.core.reading import clean, text_of
from dagster_project.core.records import Sighting

_META = re.compile(r"Date:\s{0,9}\d{1,2}/\d{1,2}/\d{4}")
_FOOTER = re.compile(r"www\.kcna\.kp\s*\([^)]{6,40}\)")


def read(source: Source) -> Reading:
    """The article and the cards."""
    tree = source.tree
    sightings = _cards(source)
    content = tree.css_first(".article-content")
    if content is None:
        return Reading((), sightings)
    heading = tree.css_first("h1.article-main-title") or tree.css_first(".article-head h1") or tree.css_first("h1")
    title = node_text(heading) or _declared_title(source)
    meta = _META.search(source.visible)
    html = html_of(content, ".article-desc", ".ads", ".advert", ".related", ".sharedaddy", "h1.article-main-title")
    footer = _FOOTER.findall(html[-600:])
    stamp = claim("stamp", parse_stamp(footer[-1]) if footer else None)
    claims = claim("page_date", parse_dmy(meta[0]) if meta else None) + stamp
    return Reading((RawArticle(title, html, claims=claims, original_url=_original(source)),), sightings)


def _declared_title(source: Source) -> str:
    """The title that the page's head declares, for a page without a heading."""
    node = source.tree.css_first("meta[property='og:title']")
    return clean(node.attributes.get("content") or "") if node is not None else ""


_ORIGINAL = re.compile(r"<a\b([^>]{0,2000})>[^<]{0,40}\boriginal (?:version|article)\b", re.I)
_HREF = re.compile(r"\bhref=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)


def _original(source: Source) -> str | None:
    """The address of the original that the page links to ("Read original version at source")."""
    text = source.visible
    link = None
    for words in ("riginal ", "RIGINAL "):  # found faster than a pattern finds where it may begin
        if link is not None:
            break
        at = text.find(words)
        while at >= 0 and link is None:
            link = _ORIGINAL.match(text, max(text.rfind("<a", 0, at), text.rfind("<A", 0, at)))
            at = text.find(words, at + 1)
    href = _HREF.search(link[1]) if link else None
    return absolute(source, unescape(href[1] or href[2] or href[3] or "")) or None if href else None


_PARAGRAPH = re.compile(r"<p\b([^>]*)>(.*?)</p>", re.S | re.I)


def _cards(source: Source) -> tuple[Sighting, ...]:
    """The "More From" cards in page order: title of the first link with words, first paragraph, date."""
    if "article-desc" not in source.visible:
        return ()
    found: list[Sighting] = []
    for node in source.tree.css(".article-desc"):
        card = _read_card(node.html or "")
        if card is not None:
            href, title, teaser, dated = card
            dated = dated or node_text(node.css_first(".articled-date"))
            url = absolute(source, href)
            if is_web(url):
                found.append(sighting_of(len(found) + 1, url, title, teaser, dated))
    return tuple(found)


@lru_cache(maxsize=2_048)
def _read_card(html: str) -> tuple[str, str, str | None, str] | None:
    """Address, title, teaser and date of a card; None without a link. Remembered, for neighbouring pages share them."""
    html = without_scripts(html)
    link = next(((href, title) for href, inner, _ in links_of(html) if (title := text_of(inner))), None)
    if link is None:
        return None
    teaser, dated = None, ""
    for attributes, inner in _PARAGRAPH.findall(html):
        if "articled-date" in attributes:
            dated = dated or text_of(inner)
        elif teaser is None:
            teaser = text_of(inner) or None
    return *link, teaser, dated


def _is_of_site(source: Source) -> bool:
    """Whether the page says that it is the mirror's, or was asked of it."""
    words = ("KCNA Watch", "kcnawatch", "article-desc")
    return (
        any(word in source.visible for word in words)
        or site_of(source.url) == "kcnawatch.org"
        or bool(_META.search(source.visible))
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
    also=_is_of_site,
)

"""What a layout is, and what reading a page by it gives.

A layout says by which marks a page is recognised and where its parts stand. It does not clean bodies, resolve dates
or know anything of the pipeline: `core.extract` does that alike for all.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dagster_project.core.dates import parse_any
from dagster_project.core.identity import article_id_of, strip_replay
from dagster_project.core.reading import HEADINGS, read_blocks, text_of
from dagster_project.core.records import DateClaim, Sighting


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded page: its text, its parsed tree, the address that it was asked by (replay prefix removed), and its text
    without scripts and styles, in which no mark is looked for."""

    text: str
    tree: LexborHTMLParser
    url: str
    visible: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a layout: `css` finds it; `needle` are words that the visible source must hold for that, checked first,
    letter case and all (empty for marks of tags alone)."""

    name: str
    needle: str
    css: str
    required: bool = True

    def holds(self, source: Source) -> bool:
        """Whether the page has the mark."""
        return self.needle in source.visible and source.tree.css_first(self.css) is not None


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a layout reads it: words and HTML of the content subtree, before any cleaning.

    `number` is the anchor's number on a page of several articles; `key` is the site's key where the page states it
    (for an answer to a POST, whose address does not). `claims` are in the order of trust.
    """

    title: str
    content: str
    number: int | None = None
    claims: tuple[DateClaim, ...] = ()
    topic: str | None = None
    byline: str | None = None
    original_url: str | None = None
    notes: tuple[str, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a layout reads from a page."""

    articles: tuple[RawArticle, ...] = ()
    sightings: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of a site: all its required marks must hold; the others are reported where they are missing.

    `version` rises with every change of what `read` gives, so that its pages are extracted again.
    """

    name: str
    version: int
    marks: tuple[Mark, ...]
    read: Callable[[Source], Reading]
    also: Callable[[Source], bool] = field(default=lambda source: True)  # noqa: ARG005  (a mark that CSS cannot say)

    def matches(self, source: Source) -> bool:
        """Whether the page bears the layout's required marks."""
        return all(mark.holds(source) for mark in self.marks if mark.required) and self.also(source)


def claim(rule: str, found: tuple[date, str] | None) -> tuple[DateClaim, ...]:
    """A date found in the page as a claim, or nothing."""
    return (DateClaim(rule, found[0], found[1]),) if found else ()


def html_of(node: LexborNode, *without: str) -> str:
    """A node's HTML after what the given selectors find in it has been taken out of the tree."""
    if without:
        for unwanted in node.css(", ".join(without)):
            unwanted.decompose()
    return node.html or ""


def node_text(node: LexborNode | None) -> str:
    """A node's words on one line, read as bodies are."""
    return text_of(node.html or "") if node is not None else ""


def absolute(source: Source, href: str) -> str:
    """A link's address, made absolute and freed of a replay prefix."""
    href = strip_replay(href.strip())
    if href.startswith(("http://", "https://")):
        return href
    try:
        return strip_replay(urljoin(source.url, href))
    except ValueError:
        return href


def is_web(url: str) -> bool:
    """Whether a page could lie at the address: not so for `data:`, `javascript:` and the like."""
    return url.startswith(("http://", "https://"))


def linked_id(source: Source, href: str) -> str | None:
    """The id of the article that a link leads to; None where it leads to none, or isn't to be followed at all (`data:`)."""
    url = absolute(source, href)
    return article_id_of(url) if is_web(url) else None


def sighting(source: Source, position: int, href: str, title: str, teaser: str | None, listed: str) -> Sighting:
    """A listed article; `listed` are the words that hold its date."""
    return sighting_of(position, absolute(source, href), title, teaser, listed)


def sighting_of(position: int, url: str, title: str, teaser: str | None, listed: str) -> Sighting:
    """A listed article by its absolute address."""
    return Sighting(position, url, article_id_of(url), title, teaser or None, _listed_day(listed) if listed else None)


@lru_cache(maxsize=2_048)
def _listed_day(words: str) -> date | None:
    """The day that WORDS state beside a listed article; remembered, for the articles of a list are of few days."""
    found = parse_any(words)
    return found[0] if found else None


_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S | re.I)
_HREF = re.compile(r"\bhref=[\"']([^\"']*)[\"']", re.I)
_DEAF = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_ITEM_EDGE = re.compile(r"</?(?:li|tr|a|ul|dl|dd|section|h[1-6])\b", re.I)
_NEAR: Final = 300


def without_scripts(html: str) -> str:
    """A piece of serialised HTML without its scripts, styles and comments."""
    return _DEAF.sub("", html) if "<script" in html or "<style" in html or "<!--" in html else html


def links_of(html: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    """The address, inner HTML and match of every link of a piece of serialised HTML."""
    for match in _LINK.finditer(html):
        href = _HREF.search(match[1])
        if href:
            yield unescape(href[1]), match[2], match


def linked_articles(source: Source, html: str) -> tuple[Sighting, ...]:
    """The articles that the links of a list's HTML lead to, in page order, each once (with the longest of its texts).

    The date is looked for in the link's words (`[Juche113.7.20.]`, taken off the title), after the link, and before it
    in the same item.
    """
    html = without_scripts(html)
    found: dict[str, tuple[str, str, str]] = {}
    for href, inner, match in links_of(html):
        key = linked_id(source, href)
        if not key:
            continue
        words, dated = _split_date(text_of(inner))
        old = found.get(key)
        if old is None or len(words) > len(old[1]):
            dated = dated or (old[2] if old else "") or _date_beside(html, match)
            found[key] = (old[0] if old else href, words, dated)
    listed = (entry for entry in found.values() if entry[1])
    return tuple(sighting(source, n, href, title, None, dated) for n, (href, title, dated) in enumerate(listed, 1))


_LIST = re.compile(r"<(ul|ol)\b[^>]*>((?:(?!<(?:ul|ol)\b).)*?)</\1>", re.S | re.I)


def without_lists(source: Source, html: str) -> tuple[str, int]:
    """A content's HTML without the lists in it that hold nothing but links to articles, and the number of these."""
    if "<a" not in html or ("<ul" not in html and "<ol" not in html):
        return html, 0
    kept, end, dropped = [], 0, 0
    for match in _LIST.finditer(html):
        links = [inner for href, inner, _ in links_of(match[2]) if linked_id(source, href)]
        own = sum(len(text_of(inner)) for inner in links)
        if links and len(text_of(match[2])) - own <= _DATE_WIDTH * len(links):
            kept.append(html[end : match.start()])
            end, dropped = match.end(), dropped + 1
    return ("".join([*kept, html[end:]]), dropped) if dropped else (html, 0)


MORE_WORDS: Final = (
    r"(?:read )?more (?:from|news|articles|stories|reports|headlines)|read more|recommended|see also|also (?:read|see)"
    r"|(?:related|similar|other|recent|further|popular|latest) "
    r"(?:articles?|news|stories|story|reports?|posts?|items?|headlines|reading)"
    r"|most (?:read|viewed|popular)|top (?:news|stories)|in other news|trending|don't miss"
    r"|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|(?:previous|next) (?:articles?|posts?|story)"
    r"|관련\s?(?:기사|소식|보도)|최근\s?(?:기사|소식)|関連記事|相关(?:新闻|文章|报道)"
    r"|(?:otras|m[áa]s) noticias|noticias relacionadas|(?:другие|похожие) новости"
)
"""How the heading of a list of other articles begins, letter case aside."""
_MORE = re.compile(rf">\s*(?:{MORE_WORDS})(?!\w)[^<>]{{0,60}}<", re.I)


def without_more(source: Source, html: str) -> tuple[str, int]:
    """A content's HTML up to a heading such as "More From KCNA" after which links to other articles follow, and the
    number of these."""
    if "<a" not in html:
        return html, 0
    for match in _MORE.finditer(html):
        links = sum(bool(linked_id(source, href)) for href, _, _ in links_of(html[match.end() - 1 :]))
        if links:
            return html[: html.rfind("<", 0, match.start() + 1)], links
    return html, 0


_DATE_WIDTH: Final = 24
"""Characters that a date and its brackets may take beside a listed title."""


def _date_beside(html: str, link: re.Match[str]) -> str:
    """The words with a date after a link in its list item, or before it in the same item; empty without one."""
    after = _ITEM_EDGE.split(html[link.end() : link.end() + _NEAR], maxsplit=1)[0]
    if any(map(str.isdigit, after)) and parse_any(words := text_of(after)):
        return words
    before = html[max(0, link.start() - _NEAR) : link.start()]
    edge = max(before.rfind("<li"), before.rfind("<tr"))
    if edge >= 0 and "</a>" not in before[edge:] and parse_any(words := text_of(before[edge:])):
        return words
    return ""


def _split_date(title: str) -> tuple[str, str]:
    """A listed title without the bracketed date at its end, and that date's words."""
    head, bracket, tail = title.rpartition("[")
    if bracket and tail.rstrip().endswith("]") and parse_any(tail):
        return head.strip(), tail.rstrip(" ]")
    return title, ""


MAX_TITLE: Final = 400
"""Code points; a heading longer than this is a paragraph in a heading's tag."""


def split_heading(html: str) -> tuple[str, str, tuple[str, ...]]:
    """The first heading of a piece of HTML, the HTML after it, and the blocks that stand before it.

    Without a heading element, or with one after the text has begun, the title is empty and all is content.
    """
    blocks, _ = read_blocks(html)
    for n, block in enumerate(blocks):
        if block.tag in HEADINGS and len(block.text) <= MAX_TITLE:
            return block.text, html[block.end :], tuple(b.text for b in blocks[:n])
        if len(block.text) > MAX_TITLE:
            break
    return "", html, ()

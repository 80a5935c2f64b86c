"""What a layout is, and what reading a page by it gives.

A layout says by which marks a page is recognised and where its parts stand. It does not clean bodies, resolve dates
or know anything of the pipeline: `core.extract` does that alike for all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dagster_project.core.dates import parse_any
from dagster_project.core.identity import article_id_of, strip_replay
from dagster_project.core.reading import HEADINGS, read_blocks, text_of
from dagster_project.core.records import DateClaim, Sighting


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded page: its text, its parsed tree, and the address that it was asked by (replay prefix removed)."""

    text: str
    tree: LexborHTMLParser
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a layout: `css` finds it; `needle` are words that its source must hold for that, checked first."""

    name: str
    needle: str
    css: str
    required: bool = True

    def holds(self, source: Source) -> bool:
        """Whether the page has the mark."""
        return self.needle in source.text and source.tree.css_first(self.css) is not None


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
    for selector in without:
        for unwanted in node.css(selector):
            unwanted.decompose()
    return node.html or ""


def node_text(node: LexborNode | None) -> str:
    """A node's words on one line, read as bodies are."""
    return text_of(node.html or "") if node is not None else ""


def absolute(source: Source, href: str) -> str:
    """A link's address, made absolute and freed of a replay prefix."""
    try:
        return strip_replay(urljoin(source.url, strip_replay(href.strip())))
    except ValueError:
        return href.strip()


def sighting(source: Source, position: int, href: str, title: str, teaser: str | None, listed: str) -> Sighting:
    """A listed article; `listed` are the words that hold its date."""
    url = absolute(source, href)
    found = parse_any(listed)
    return Sighting(position, url, article_id_of(url), title, teaser or None, found[0] if found else None)


def linked_articles(source: Source, links: Iterable[LexborNode], around: str = "li") -> tuple[Sighting, ...]:
    """The articles that links lead to, in page order, each address once (with the longest of its link texts).

    The date is looked for in the link's words (`[Juche113.7.20.]`, taken off the title) and in the list item around it.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for link in links:
        href = link.attributes.get("href") or ""
        url = absolute(source, href)
        key = article_id_of(url)
        if not key:
            continue
        words, dated = _split_date(node_text(link))
        item = _ancestor(link, around)
        dated = dated or (node_text(item) if item is not None else "")
        old = found.get(key)
        if old is None or len(words) > len(old[1]):
            found[key] = (old[0] if old else href, words, dated if dated else (old[2] if old else ""))
    return tuple(
        sighting(source, n, href, title, None, dated)
        for n, (href, title, dated) in enumerate((v for v in found.values() if v[1]), 1)
    )


def _split_date(title: str) -> tuple[str, str]:
    """A listed title without the bracketed date at its end, and that date's words."""
    head, bracket, tail = title.rpartition("[")
    if bracket and tail.rstrip().endswith("]") and parse_any(tail):
        return head.strip(), tail.rstrip(" ]")
    return title, ""


def _ancestor(node: LexborNode, tag: str) -> LexborNode | None:
    parent = node.parent
    for _ in range(4):
        if parent is None or parent.tag == tag:
            return parent
        parent = parent.parent
    return None


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

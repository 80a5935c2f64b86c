"""trafilatura's reading of an article's content, and how far it is from the page's own words.

Two readers that share no code rarely make the same mistake, so a disagreement is worth a look. trafilatura reads the
content subtree of every article that holds more than paragraphs (lists, tables, links, what a layout doesn't know), and
that of one capture in CONTENT_SHARE of the others, on which the two have never differed (`benchmarks/second_reading.py`).
Where they differ, the page's own words stand and the difference is noted.

Whether a layout still finds the whole article is asked of the whole page, in two ways: `prose_outside` on every
article (a tenth of a millisecond), and trafilatura's reading of the whole page, several times as dear as the rest of
the extraction together, on the captures that `in_sample` draws.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import Any, Final

from lxml.etree import ElementDefaultClassLookup, HTMLParser
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor

from dagster_project.core.captures import SAMPLE_SHARE
from dagster_project.core.reading import REMEMBERED, clean

MAX_FRAGMENT: Final = 600_000
"""Characters of HTML above which trafilatura is not asked."""

_OPTIONS: Final = Extractor(
    output_format="python", fast=True, with_metadata=False, comments=False, tables=True, dedup=False, formatting=False
)
_SUBTREE: Final = Extractor(
    output_format="python",
    fast=True,
    recall=True,
    with_metadata=False,
    comments=False,
    tables=True,
    dedup=False,
    formatting=False,
)
_SUBTREE.min_extracted_size = 1
_PARSER: Final = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
# One class for all elements, so that lxml asks no Python function for the class of each.
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
_MORE_THAN_PARAGRAPHS = re.compile(
    r"<(?!/|(?:p|br|div|td|article|section|h[1-6]|span|strong|b|nobr|i|em|u|font)[\s/>])", re.I
)
_INLINE = re.compile(r"</?(?:nobr|strong|span|font|b|i|em|u)\b[^>]*>", re.I)
PROSE: Final = 120
"""Characters that stand together in prose; teasers and titles in lists are seldom longer."""
_RUN = re.compile(rf">([^<]{{{PROSE},}})")
_PROBE: Final = slice(20, 80)
"""The part of a piece of prose that is looked for in a body: its edges may be a dateline, an end mark or a footer."""
_CODE: Final = "{}=|\\_;"
_CODE_FROM: Final = 4_000
"""Characters of a run that tell whether it is code."""
_MARKUP = re.compile(r"^\s*[-|] ?|\|", re.M)


def trafilatura_text(html: str) -> str | None:
    """The text that trafilatura takes from a piece of HTML; None where it finds none or gives up."""
    if len(html) > MAX_FRAGMENT:
        return None
    try:
        document: Any = bare_extraction(html, options=_OPTIONS)
    except Exception:
        return None
    return document.text if document is not None else None


def content_text(content: str) -> str | None:
    """The words that trafilatura's main extractor takes from a content subtree; None where it finds none or gives up.

    Its steps are called one by one, in its own order, for its entry point spends half its time on what a subtree does
    not need: copies for a second attempt, and rules against short pages. Inline tags carry no words and go first. Where
    these words differ from the page's, the entry point is asked after all.
    """
    if len(content) > MAX_FRAGMENT:
        return None
    bare = _INLINE.sub("", content)
    try:
        tree = document_fromstring(f"<html><body><article>{bare}</article></body></html>", parser=_PARSER)
        body, _ = extract_content(convert_tags(tree_cleaning(tree, _SUBTREE), _SUBTREE), _SUBTREE)
    except Exception:
        return None
    return " ".join(map(str, body.itertext())).strip() or None


def holds_only_paragraphs(content: str) -> bool:
    """Whether a content's HTML is made of paragraphs, headings, line breaks, marked words and their wrappers alone."""
    return _MORE_THAN_PARAGRAPHS.search(content) is None


def content_disagreement(content: str, own: str) -> tuple[float, tuple[str, ...]]:
    """Share of words (0-1) on which trafilatura's reading of a content differs from `own`, and the note on it."""
    words = "".join(own.split())
    if "".join((content_text(content) or "").split()) == words:
        return 0.0, ()
    read = trafilatura_text(f"<html><body><article>{content}</article></body></html>")
    if read is None:
        return 1.0, ("trafilatura: reads nothing here; the page's own words stand",)
    if "".join(read.split()) == words:
        return 0.0, ()
    share, lost, gained = compare_words(own, _MARKUP.sub(" ", read))
    if not lost and not gained:
        return 0.0, ()
    return share, (f"trafilatura: {lost} words less, {gained} more; the page's own words stand",)


def compare_words(own: str, other: str) -> tuple[float, int, int]:
    """Share of words that only one of two texts has, the number lost in `other`, and the number gained there."""
    mine, theirs = Counter(own.split()), Counter(other.split())
    lost, gained = (mine - theirs).total(), (theirs - mine).total()
    total = mine.total() + theirs.total()
    return (lost + gained) / total if total else 0.0, lost, gained


def in_sample(capture_id: str, every: int = SAMPLE_SHARE) -> bool:
    """Whether a capture is one of those whose whole page is compared; decided by its id, so the same on every run.

    `every` says one in how many; 1 compares all, 0 none.
    """
    digits = capture_id[-8:]
    return every > 0 and bool(re.fullmatch(r"[0-9a-fA-F]{8}", digits)) and int(digits, 16) % every == every - 1


def page_disagreement(html: str, bodies: Sequence[str]) -> float:
    """Share of words (0-1) on which trafilatura's reading of the whole page `html` differs from the bodies together.

    A site's share hardly moves while its pages stay as they are, and leaps when they change.
    """
    read = trafilatura_text(html)
    return 1.0 if read is None else compare_words("\n".join(bodies), _MARKUP.sub(" ", read))[0]


def _prose(run: str) -> tuple[int, str] | None:
    """The length of what stands between two tags, and the part of it to look for; None where it is no prose."""
    head = run[:_CODE_FROM]
    if sum(map(head.count, _CODE)) * 50 > len(head):
        return None
    words = clean(unescape(run) if "&" in run else run)
    return (len(words), words[_PROBE]) if len(words) >= PROSE else None


_short_prose = lru_cache(maxsize=4_096)(_prose)
"""Remembered, for teasers stand on many pages."""


def prose_outside(html: str, kept: Sequence[str]) -> float | None:
    """Share (0-1, by characters) of a page's prose that stands in none of the texts `kept`; None for a page without any.

    Prose is what stands between two tags in PROSE characters or more and is no code. It is found in the source, by no
    tree and by none of a layout's marks, so that a layout that has lost its place can't hide what it misses. While
    layouts fit, the share is 0 on 99 of 100 pages: titles and teasers of listed articles belong to `kept`.
    """
    known = {text[_PROBE] for text in kept}
    held = ""
    total = outside = 0
    for found in _RUN.finditer(html):
        run = found[1]
        prose = _short_prose(run) if len(run) <= REMEMBERED else _prose(run)
        if prose is None or html[html.rfind("<", 0, found.start()) + 1] in "!?":  # a comment or a declaration
            continue
        length, probe = prose
        total += length
        if probe not in known:
            held = held or " ".join(kept)
            outside += 0 if probe in held else length
    return outside / total if total else None

"""Which pages are too large, too deep or too tangled to be parsed in bounded time.

Measured: parsers take minutes on 100,000 nested elements and on hundreds of thousands of small ones, where a page of
60 kB takes a tenth of a millisecond. So the source is counted first, in one linear scan. The largest real pages have
under 10,000 tags and nest under 60 deep.
"""

import re
from collections.abc import Iterable
from typing import Final

from dagster_project.core.records import ArticleText, Reject

MAX_TAGS: Final = 40_000
MAX_DEPTH: Final = 400
MAX_TANGLE: Final = 4_000_000
"""Tags times open depth: unclosed formatting tags are opened anew in every following block."""
MAX_BODY: Final = 300_000
"""Characters of an article's text; the longest of 122,415 real ones has 9,097 words. Longer ones cost more than linear time
in what follows: names, differences, stories."""
MAX_TITLE: Final = 3_000
_SCAN_FROM: Final = 2_000
"""Fewer tags than this, however they nest, are parsed in a few hundredths of a second."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNCLOSED: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dd",
        "dt",
        "tr",
        "td",
        "th",
        "option",
        "tbody",
        "thead",
        "tfoot",
        "colgroup",
        "html",
        "head",
        "body",
    ]
)


def check_limits(text: str) -> Reject | None:
    """The reject for a source that is not safe to parse (too_many_tags, too_deep, too_tangled), or None."""
    tags = text.count("<")
    if tags <= _SCAN_FROM:
        return None
    if tags > MAX_TAGS:
        return Reject("decode", "too_many_tags", f"{tags} tags; pages of more than {MAX_TAGS} are not parsed")
    depth = deepest = 0
    for closing, name in _TAG.findall(text):
        if name.lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        return Reject(
            "decode", "too_deep", f"elements nest {deepest} deep; pages of more than {MAX_DEPTH} are not parsed"
        )
    if deepest * tags > MAX_TANGLE:
        return Reject("decode", "too_tangled", f"{tags} tags up to {deepest} deep; not parsed")
    return None


def check_lengths(articles: Iterable[ArticleText]) -> Reject | None:
    """The reject for articles one of which is too long to be told from a flood (too_long), or None."""
    for article in articles:
        if len(article.body) > MAX_BODY or len(article.title) > MAX_TITLE:
            said = f"{article.article_id}: a title of {len(article.title)} and a text of {len(article.body)} characters"
            return Reject("extract", "too_long", f"{said}; at most {MAX_TITLE} and {MAX_BODY} are read")
    return None

"""kcna.co.jp until about 2008: several articles a page, each after a numbered anchor, with its heading and dateline.

The page has no date; its address has, and the datelines settle which of its two readings holds.
"""

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from dagster_project.core.dates import url_days
from dagster_project.core.layouts.base import Layout, Mark, RawArticle, Reading, Source, claim, split_heading
from dagster_project.core.layouts.kcna_cojp import (
    ANCHORED,
    anchor_name,
    anchor_number,
    enclosing_cell,
    first_block_as_title,
    is_signed,
    numbered_anchors,
    settle_address,
)
from dagster_project.core.reading import text_of

_TAG = re.compile(
    r"<(a|h[1-5])\b([^<>]{0,300}?\b(?:name|id)\s{0,9}=\s{0,9}[\"']?\s{0,9}(#?[a-z]{0,4}\d{1,4})(?=[\"'\s>])[^<>]{0,300})>",
    re.I,
)


def read(source: Source) -> Reading:
    """The articles in the order of their anchors; of two anchors of one number the first holds."""
    closed = _TAG.sub(lambda tag: f"{tag[0]}</a>" if tag[1].lower() == "a" else tag[0], source.text)
    source = replace(source, text=closed, tree=LexborHTMLParser(closed))  # an anchor left open would be repeated
    anchors = numbered_anchors(source)
    if not anchors:
        return Reading()
    html = enclosing_cell(anchors[0]).html or ""
    names = {anchor_name(anchor).strip() for anchor in anchors}
    starts = [tag for tag in _TAG.finditer(html) if tag[3] in names]
    day = settle_address(source.url, html)
    articles: dict[int, RawArticle] = {}
    for this, following in zip(starts, [*starts[1:], None], strict=True):
        number = anchor_number(this[3])
        begin = this.end() if this[1].lower() == "a" else this.start()  # a heading is part of its article
        piece = html[begin : following.start() if following else len(html)]
        if number is None or number in articles or not text_of(piece):
            continue
        title, content, _ = split_heading(piece)
        if not title:
            title, content = first_block_as_title(piece)
        articles[number] = RawArticle(title, content, number, claim("url", day))
    return Reading(tuple(articles.values()))


LAYOUT = Layout(
    "kcna_cojp_day",
    1,
    (
        Mark("anchors", "", ANCHORED),
        Mark("table", "", "td", required=False),
    ),
    read,
    also=lambda source: bool(numbered_anchors(source)) and (is_signed(source) or bool(url_days(source.url))),
)

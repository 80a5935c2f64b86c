"""kcna.co.jp until about 2008: several articles a page, each after a numbered anchor, with its heading and dateline.

The page has no date; its address has, and the datelines settle which of its two readings holds.
"""

import re

from dagster_project.core.dates import url_days
from dagster_project.core.layouts.base import Layout, Mark, RawArticle, Reading, Source, claim, split_heading
from dagster_project.core.layouts.kcna_cojp import (
    enclosing_cell,
    first_block_as_title,
    is_signed,
    numbered_anchors,
    settle_address,
)
from dagster_project.core.reading import text_of

_ANCHOR = re.compile(r"<a\b[^>]*\bname=[\"']?\s*(\d{1,4})\s*[\"']?[^>]*>", re.I)


def read(source: Source) -> Reading:
    """The articles in the order of their anchors; of two anchors of one number the first holds."""
    anchors = numbered_anchors(source)
    if not anchors:
        return Reading()
    html = enclosing_cell(anchors[0]).html or ""
    starts = list(_ANCHOR.finditer(html))
    day = settle_address(source.url, html)
    articles: dict[int, RawArticle] = {}
    for this, following in zip(starts, [*starts[1:], None], strict=True):
        number = int(this[1])
        piece = html[this.end() : following.start() if following else len(html)]
        if number in articles or not text_of(piece):  # a parser repeats an anchor that is open where a block begins
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
        Mark("anchors", "", "a[name]"),
        Mark("table", "", "td", required=False),
    ),
    read,
    also=lambda source: bool(numbered_anchors(source)) and (is_signed(source) or bool(url_days(source.url))),
)

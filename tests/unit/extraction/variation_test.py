"""A layout is known by its marks: how a page is written around them changes nothing of what is read."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.core.extract import extract_page
from dagster_project.core.layouts import LAYOUTS
from dagster_project.core.records import ArticleText
from tests.golden.golden import golden_page
from tests.unit.extraction.support import places

TOOLBAR = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp-base'>12 captures</div><!-- END WAYBACK TOOLBAR INSERT -->"
)
ARCHIVE = '\\1"/web/20250101000000/\\2"'


def _as_numbers(words: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" if ord(c) > 126 or c == "-" else c for c in words[0])


VARIATIONS: dict[str, Callable[[str], str]] = {
    "tags in capitals": lambda h: re.sub(r"<(/?)([a-z][a-z0-9]*)", lambda m: f"<{m[1]}{m[2].upper()}", h),
    "more classes": lambda h: re.sub(r"class=(['\"])", r"class=\1x-1 ", h),
    "more attributes": lambda h: re.sub(r"<(p|div|td|h1|h3|span)(?=[\s>])", r'<\1 data-v="1" style="color:#111"', h),
    "lines between tags": lambda h: re.sub(r"(</?(?:div|p|ul|li|tr|td|h1|h3|body)\b[^>]*>)", r"\n  \1\n  ", h),
    "comments and scripts": lambda h: h.replace("<p>", "<!-- c --><script>var a='<p>x</p>';</script><p>"),
    "paragraphs never closed": lambda h: h.replace("</p>", ""),
    "spaces before paragraphs": lambda h: h.replace("<p>", "<p>&nbsp;&nbsp;\u3000"),
    "an archive's toolbar": lambda h: re.sub(r"(<body[^>]*>)", rf"\1{TOOLBAR}", h, count=1),
    "links rewritten by an archive": lambda h: re.sub(r"(<a href=)['\"](https?:[^'\"]*)['\"]", ARCHIVE, h),
    "attributes without quotes": lambda h: re.sub(r"(\w+)=(['\"])([\w-]+)\2", r"\1=\3", h),
    "attributes in another order": lambda h: re.sub(
        r"<(div|p|h1|td) (class=(?:'[^']*'|\"[^\"]*\"))", r"<\1 id='x>y' \2", h
    ),
    "letters as numbers": lambda h: re.sub(r"(?<=>)[^<>]*[“”’—가-힣-][^<>]*(?=<)", _as_numbers, h),
    "spaces that do not break": lambda h: re.sub(r"(?<=<p>)([A-Z]\w+) (\w+)", r"\1&nbsp;\2", h),
    "fonts around paragraphs' words": lambda h: re.sub(r"<p>([^<]+)</p>", r"<p><font face='x'>\1</font></p>", h),
    "divisions for paragraphs": lambda h: (
        h
        if "Content" in h
        or "TextP" in h
        or "-desc" in h
        or len(re.findall(r"<p[\s>]", h, re.I)) != h.lower().count("</p>")
        else re.sub(r"<(/?)p(?=[\s>])", r"<\1div", h)
    ),
    "a footer of copyright": lambda h: h.replace(
        "</body>", "<p>Copyright © 2000-2026 KCNA. All rights reserved.</p></body>"
    ),
    "another heading": lambda h: h.replace("<h3", "<h2").replace("</h3", "</h2"),
}
IN_HTML = [layout.name for layout in LAYOUTS if layout.name != "kcna_kp_code"]


def essence(articles: tuple[ArticleText, ...]) -> list[tuple[object, ...]]:
    return [(a.article_id, a.title, a.paragraphs, a.published_on, a.datelines, a.original_url) for a in articles]


@pytest.mark.parametrize("layout", IN_HTML)
@pytest.mark.parametrize("variation", VARIATIONS)
def test_articles_are_read_alike_however_the_page_is_written(layout: str, variation: str) -> None:
    page = golden_page(layout)
    changed = replace(page, payload=VARIATIONS[variation](page.payload.decode()).encode())
    before, after = extract_page(page, places()), extract_page(changed, places())
    assert after.layout == before.layout == layout
    assert essence(after.articles) == essence(before.articles)
    assert [(s.article_id, s.title, s.teaser, s.listed_on) for s in after.sightings] == [
        (s.article_id, s.title, s.teaser, s.listed_on) for s in before.sightings
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(IN_HTML),
    st.lists(st.sampled_from(sorted(VARIATIONS)), min_size=2, max_size=4, unique=True),
)
def test_variations_together_change_no_more_than_each_alone(layout: str, names: list[str]) -> None:
    page = golden_page(layout)
    html = page.payload.decode()
    for name in names:
        html = VARIATIONS[name](html)
    before, after = extract_page(page, places()), extract_page(replace(page, payload=html.encode()), places())
    assert essence(after.articles) == essence(before.articles)

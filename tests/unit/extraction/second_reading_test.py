"""What trafilatura is asked, and that what it is not asked would not have told anything."""

from collections import Counter

import pytest

from benchmarks.eval_extraction import SHARED, pages_of, read_corpus, renderer
from dagster_project.core.extract import extract_page
from dagster_project.core.second_reading import holds_only_paragraphs
from tests.unit.extraction.support import places

LAYOUTS = {
    "kcna_kp_q": "kcna_kp_2024",
    "kcna_kp_detail": "kcna_cojp_2011",
    "kcnawatch": "kcna_kp_2024",
    "kcna_cojp": "kcna_cojp_2011",
    "kcna_cojp_day": "kcna_cojp_raw_eras",
}


@pytest.mark.parametrize(
    ("content", "only"),
    [
        ("<div><h2>A title</h2><p>One<br/>two <b>three</b></p></div>", True),
        ("<td><font size=2><p class='x'>A <nobr><strong>B</strong></nobr></font></td>", True),
        ("words < more words, 1<2", False),
        ("<p>A <a href='/x'>link</a></p>", False),
        ("<ul><li>one</li></ul>", False),
        ("<table><tr><td>one</td></tr></table>", False),
        ("<p>one</p><!-- two -->", False),
        ("<PRE>one</PRE>", False),
        ("<p>one</p><article-more>two</article-more>", False),
        ("<pretty>one</pretty>", False),
    ],
)
def test_anything_beside_paragraphs_is_seen(content: str, only: bool) -> None:
    assert holds_only_paragraphs(content) is only


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data is not beside the project")
@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_readers_never_differ_on_real_articles_of_nothing_but_paragraphs(layout: str) -> None:
    stories = read_corpus(LAYOUTS[layout])
    chosen = range(0, len(stories), max(1, len(stories) // 30))
    found = Counter[str]()
    for page, _ in pages_of(stories, layout, chosen, renderer()):
        seldom = {a.article_id: a for a in extract_page(page, places(), compare_every=0).articles}
        for article in extract_page(page, places(), compare_every=1).articles:
            assert article.disagreement is not None
            if seldom[article.article_id].disagreement is None:
                found["not asked"] += 1
                assert article.disagreement == 0.0, article.article_id
            assert article.paragraphs == seldom[article.article_id].paragraphs
    assert found["not asked"] > 15

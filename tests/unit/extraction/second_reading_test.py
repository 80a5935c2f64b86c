"""What trafilatura is asked, and that what it is not asked would not have told anything."""

import pytest

from benchmarks.eval_extraction import SHARED, read_corpus
from benchmarks.second_reading import CORPUS, count
from dagster_project.core.second_reading import holds_only_paragraphs
from tests.unit.extraction.support import places


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
@pytest.mark.parametrize("layout", CORPUS)
def test_two_readers_never_differ_on_real_articles_of_nothing_but_paragraphs(layout: str) -> None:
    many = len(read_corpus(CORPUS[layout]))
    found = count(layout, range(0, many, max(1, many // 30)), places())
    assert found["not asked"] > 15
    assert found["differing"] == found["changed"] == 0

"""Bodies are the page's own words: nothing lost, nothing of the page around them, and what was repaired is said."""

import html
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.captures import CONTENT_SHARE
from dagster_project.core.extract import extract_page
from dagster_project.core.reading import read_blocks, text_of
from tests.unit.extraction.support import article, kcna_page, page, places, read

LEADER = "<nobr><strong><span class='fSpecCs'>Kim Jong Un</span></strong></nobr>"
OPENING = "<p>Pyongyang, March 9 (KCNA) -- Words of an imagined report.</p>"


def paragraphs(inner: str) -> tuple[str, ...]:
    return article(OPENING + inner).paragraphs[1:]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f"<p>Comrade {LEADER} came.</p>", "Comrade Kim Jong Un came."),
        (f"<p>Comrade{LEADER}came.</p>", "Comrade Kim Jong Un came."),
        (f"<p>Comrade,{LEADER}, came.</p>", "Comrade, Kim Jong Un, came."),
        (f"<p>{LEADER}'s letter</p>", "Kim Jong Un's letter"),
        (f'<p>"{LEADER}" and ({LEADER})</p>', '"Kim Jong Un" and (Kim Jong Un)'),
        ("<p>Comrade <nobr><strong>Kim <span>Jong</span> Il</strong></nobr>-style</p>", "Comrade Kim Jong Il-style"),
        ("<p>Comrade<nobr><strong> Kim Il Sung </strong></nobr>said</p>", "Comrade Kim Il Sung said"),
        ("<p><b>O</b>nce upon a time</p>", "Once upon a time"),
        ("<p>unbe<span>lie</span>vable</p>", "unbelievable"),
    ],
)
def test_leaders_names_in_nested_tags_keep_their_spaces_and_lose_none(inner: str, expected: str) -> None:
    assert paragraphs(inner) == (expected,)


def test_a_separated_name_is_recorded() -> None:
    notes = article(f"{OPENING}<p>Comrade{LEADER}came.</p>").notes
    assert "glued_name: space set before Kim Jong Un" in notes
    assert "glued_name: space set after Kim Jong Un" in notes


def test_titles_keep_the_spaces_of_nested_names() -> None:
    assert (
        article(OPENING, title=f"<strong>Greetings to {LEADER} from Orchard</strong>").title
        == "Greetings to Kim Jong Un from Orchard"
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>a&nbsp;b\u3000c\u200bd\u00ade&#8203;f</p>", ("a b cdef",)),
        ("<p>&amp;nbsp;&amp;nbsp; a &amp;amp; b</p>", ("a &amp; b",)),
        ("<p>first<p>second", ("first", "second")),
        ("<p>one<br>two<br/>three</p>", ("one", "two", "three")),
        ("<ul><li>one</li><li>two</li></ul>", ("one", "two")),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>", ("a b", "c d")),
        ("<h4>Sub-heading</h4><p>text</p>", ("Sub-heading", "text")),
        ("<p>Comrades,</p><p>x</p><p>Comrades,</p><p>y</p>", ("Comrades,", "x", "Comrades,", "y")),
        ("<p>a <!-- hidden --> b<script>c()</script><style>d{}</style></p>", ("a b",)),
        ("<p><img src='x' alt='say \"no\" to it'>words</p>", ("words",)),
        ("<p>평양 and 平壌 and Пхеньян</p>", ("평양 and 平壌 and Пхеньян",)),
        ("<p></p><p>&nbsp;</p><p>x</p>", ("x",)),
    ],
)
def test_paragraphs_are_as_the_page_has_them(inner: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(inner) == expected


@pytest.mark.parametrize(
    "tail",
    [
        "<p>Last words. -0-</p>",
        "<p>Last words.</p><p>-0-</p>",
        "<p>Last words.-0-</p><p>www.kcna.kp (2024.03.09.)</p>",
        "<p>Last words.</p><p>www.kcna.kp (Juche113.3.9.)</p>",
        "<p>Last words. www.kcna.kp (2024.03.09.)</p>",
        "<p>Last words.</p><p>Copyright (C) KOREA NEWS SERVICE(KNS) All Rights Reserved.</p>",
        "<p>Last words.</p><p>BACK HOME</p>",
        "<p>Last words.</p><p>－－－</p>",
        "<p>Last words. (끝)</p>",
    ],
)
def test_end_marks_footers_and_menu_words_are_never_in_a_body(tail: str) -> None:
    assert paragraphs(tail) == ("Last words.",)


@pytest.mark.parametrize(
    "words",
    [
        "Home",
        "Copyright law is studied.",
        "The site www.kcna.kp (opened in 2010) is read abroad.",
        "Scores: 3-0-1",
        "They go home",
    ],
)
def test_words_of_the_article_itself_stay(words: str) -> None:
    assert paragraphs(f"<p>{words}</p><p>More words.</p>") == (words, "More words.")


def test_an_advertisement_before_the_dateline_is_left_out_and_noted() -> None:
    found = article("<p>Join the NK Pro team</p>" + OPENING)
    assert found.paragraphs == ("Pyongyang, March 9 (KCNA) -- Words of an imagined report.",)
    assert any(note.startswith("advertisement") for note in found.notes)


def test_an_advertisement_run_into_the_dateline_is_left_out() -> None:
    found = article("<p>Join the NK Pro team. Pyongyang, March 9 (KCNA) -- Words of an imagined report.</p>")
    assert found.paragraphs == ("Pyongyang, March 9 (KCNA) -- Words of an imagined report.",)
    assert found.datelines[0].char_start == 0


def test_a_sub_heading_before_the_dateline_is_no_advertisement() -> None:
    assert article("<p>Under the Pear Tree</p>" + OPENING).paragraphs[0] == "Under the Pear Tree"


def test_nothing_of_menus_lists_or_copyright_is_in_a_body() -> None:
    address = "/en/article/q/00112233445566778899aabbccddeeff.kcmsf"
    related = f"<li><a href='{address}'>Birthday Spread to Woman Centenarian</a></li>"
    found = read(kcna_page(OPENING, related=related))
    assert found.articles[0].body == "Pyongyang, March 9 (KCNA) -- Words of an imagined report."
    assert [s.title for s in found.sightings] == ["Birthday Spread to Woman Centenarian"]


def test_a_list_of_articles_inside_the_content_is_left_out() -> None:
    links = "".join(
        f"<li><a href='/en/article/q/{n:032x}.kcmsf'>Imagined Title {n}</a> [2024.03.0{n}]</li>" for n in (1, 2)
    )
    found = article(f"{OPENING}<p>A ladder.</p><ul>{links}</ul><ul><li>a pear</li></ul><aside>Read more</aside>")
    assert found.paragraphs[1:] == ("A ladder.", "a pear")
    assert "related_list: 1 left out of the content" in found.notes


def test_what_trafilatura_loses_stands_and_is_noted() -> None:
    lines = [f"Line {n} of an imagined report that goes on for a while, as reports of schools do." for n in range(9)]
    told = "".join(f"<p>{line}</p>" for line in lines)
    found = article(OPENING + told + "<fieldset><p>Words of a second reader.</p></fieldset><p>The end.</p>")
    assert found.paragraphs[1:] == (*lines, "Words of a second reader.", "The end.")
    assert found.disagreement is not None
    assert 0 < found.disagreement < 0.1
    assert any(note.startswith("trafilatura: 5 words less") for note in found.notes)


def test_agreement_with_trafilatura_is_nought() -> None:
    report = kcna_page(OPENING + "<p>A second imagined paragraph of the same report.</p>")
    (found,) = extract_page(page(report), places(), compare_every=1).articles
    assert found.disagreement == 0.0


def test_trafilatura_is_asked_of_more_than_paragraphs_and_of_a_share_of_the_rest() -> None:
    plain, more = "<p>A ladder <b>and</b> a pear.<br>A second line.</p>", "<ul><li>a ladder</li></ul>"
    assert article(OPENING + plain).disagreement is None
    assert article(OPENING + more).disagreement is not None
    asked = [replace(page(kcna_page(OPENING + plain)), capture_id=f"{n:032x}") for n in range(4 * CONTENT_SHARE)]
    found = [extract_page(p, places()).articles[0].disagreement for p in asked]
    assert [f is not None for f in found].count(True) == 4


_words = st.text(
    alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"], blacklist_characters="&"),
    min_size=1,
    max_size=12,
)


@given(st.lists(st.lists(_words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6))
def test_every_word_of_a_page_is_read_in_its_place(lines: list[str]) -> None:
    blocks, _ = read_blocks("".join(f"<p>{html.escape(line)}</p>" for line in lines))
    assert [block.text for block in blocks] == [" ".join(line.split()) for line in lines]


@given(st.text(alphabet="<>/a b=\"'!-&;pnobrspan\n", max_size=200))
def test_no_markup_makes_reading_raise(markup: str) -> None:
    read_blocks(markup)
    text_of(markup)

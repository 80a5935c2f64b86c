"""kcna.co.jp had no classes: headings, anchors and cells in all the ways in which its pages were written by hand."""

import pytest

from tests.unit.extraction.support import read

URL = "http://www.kcna.co.jp/item/2012/201205/news10/20120510-07ee.html"
DAY = "http://www.kcna.co.jp/item/2006/200604/news04/17.htm"
ROW = "<tr><td align=center>Copyright (C) KOREA NEWS SERVICE(KNS) All Rights Reserved.</td></tr>"
TEXT = "<p>Pyongyang, May 9 (KCNA) -- Words of an imagined report.<p>More of them."
PARAGRAPHS = ("Pyongyang, May 9 (KCNA) -- Words of an imagined report.", "More of them.")


def single(cell: str) -> str:
    line = "<a href=/calendar.html>calendar</a>&gt;&gt;May 10. 2012 Juche 101"
    return f"<html><body><table><tr><td>{line}</td></tr><tr><td>{cell}</td></tr>{ROW}</table></body></html>"


@pytest.mark.parametrize(
    "cell",
    [
        f"<h3>Imagined Title</h3>{TEXT}",
        f"<H3 ALIGN=center><FONT size=4>Imagined <I>Title</I></FONT></H3>{TEXT}",
        f"<h1>Imagined Title</h1><hr>{TEXT}",
        f"<center><h2>Imagined Title</h2></center>{TEXT}",
        f"<font size=4><b>Imagined Title</b></font><br>{TEXT}",
        f"<b>Imagined Title</b>{TEXT}<p>-0-",
        f"<h3>Imagined Title</h3><table><tr><td>{TEXT}</td></tr></table>",
        f"<h3>Imagined Title</h3>{TEXT}<p><a href=/index-e.htm>BACK HOME</a>",
    ],
)
def test_title_and_text_are_told_apart_however_the_heading_is_written(cell: str) -> None:
    article = read(single(cell), URL).articles[0]
    assert (article.title, article.paragraphs) == ("Imagined Title", PARAGRAPHS)
    assert str(article.published_on) == "2012-05-10"


def test_an_untitled_article_has_no_title() -> None:
    article = read(single(f"<h3></h3>{TEXT}"), URL).articles[0]
    assert (article.title, article.paragraphs) == ("", PARAGRAPHS)


@pytest.mark.parametrize(
    "start",
    [
        "<a name={n}></a><h3>Title {n}</h3>",
        "<A NAME='{n}'></A><H3>Title {n}</H3>",
        '<a name="{n}"><h3>Title {n}</h3></a>',
        '<h3><a name="{n}">Title {n}</a></h3>',
        '<p><a name="{n}"></a><b>Title {n}</b><br>',
    ],
)
def test_every_anchor_begins_an_article(start: str) -> None:
    text = "<p>&nbsp;&nbsp; Pyongyang, April {day} (KCNA) -- Words {n}.<p>More.<br><a href=#top>BACK</a>"
    pieces = "".join((start + text).format(n=n, day=17 - n) for n in (1, 2, 3))
    index = "<tr><td><a href=#1>Title 1</a></td></tr>"
    found = read(f"<html><body><table>{index}<tr><td>{pieces}</td></tr>{ROW}</table></body></html>", DAY)
    assert found.layout == "kcna_cojp_day"
    assert [(a.article_id, a.position, a.title, a.paragraphs[-1]) for a in found.articles] == [
        (f"kcna.co.jp/20060404-17#{n}", n, f"Title {n}", "More.") for n in (1, 2, 3)
    ]
    assert {str(a.published_on) for a in found.articles} == {"2006-04-17"}
    assert [a.url for a in found.articles] == [f"{DAY}#{n}" for n in (1, 2, 3)]


def test_a_single_article_of_a_day_folder_is_dated_by_its_dateline() -> None:
    page = single(f"<h3>Imagined Title</h3>{TEXT}").replace("calendar", "past").replace("May 9", "June 17")
    for address, day in (("200206/news06/18.htm#7", "2002-06-18"), ("200206/news18/02.htm#7", "2002-06-18")):
        article = read(page, f"http://kcna.co.jp/item/2002/{address}").articles[0]
        assert (str(article.published_on), article.published_from) == (day, "url")


def test_a_page_of_a_heading_alone_is_no_article_made_of_its_title() -> None:
    found = read(single("<h3>Imagined Title</h3>"), URL)
    assert (found.outcome, found.reject and found.reject.reason) == ("reject", "empty_body")


@pytest.mark.parametrize("space", ["&nbsp;", "\n  ", "&#160;"])
def test_marks_of_words_are_found_however_their_spaces_are_written(space: str) -> None:
    html = single(f"<h3>Imagined Title</h3>{TEXT}").replace("May 10. 2012", f"May{space}10.{space}2012")
    found = read(html.replace("KOREA NEWS SERVICE(KNS)", f"KOREA{space}NEWS{space}SERVICE (KNS)"), URL)
    assert found.layout == "kcna_cojp"
    assert found.articles[0].published_from == "calendar"


ANCHORS = {
    "bare": '<a name="{n}"></a><h3>{t}</h3>',
    "around the title": "<a name={n}><b>{t}</b></a><br>",
    "never closed": '<A NAME="{n}"><h3>{t}</h3>',
    "in the heading": '<h3><a name="{n}"></a>{t}</h3>',
    "with a hash": '<a name="#{n}"></a><h3>{t}</h3>',
    "with letters": '<a name="a{n}"></a><p><b>{t}</b></p>',
    "as an id": '<a id="{n}"></a><center><b>{t}</b></center>',
    "the heading's own id": '<h3 id="{n}">{t}</h3>',
}


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize("paragraph", ["<p>&nbsp;&nbsp;{w}", "<p>{w}</p>", "&nbsp;&nbsp;{w}<br>"])
def test_a_day_page_is_parted_however_its_anchors_are_written(anchor: str, paragraph: str) -> None:
    words = ("Pyongyang, April 17 (KCNA) -- Words of report {n}.", "More of them.")
    body = "".join(
        ANCHORS[anchor].format(n=n, t=f"Imagined Title {n}") + "".join(paragraph.format(w=w.format(n=n)) for w in words)
        for n in (1, 2, 3)
    )
    found = read(f"<html><body><table><tr><td>{body}</td></tr>{ROW}</table></body></html>", DAY)
    assert [(a.article_id, a.title, a.paragraphs) for a in found.articles] == [
        (
            f"kcna.co.jp/20060404-17#{n}",
            f"Imagined Title {n}",
            (f"Pyongyang, April 17 (KCNA) -- Words of report {n}.", "More of them."),
        )
        for n in (1, 2, 3)
    ]

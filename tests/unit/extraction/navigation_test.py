"""Menus, rows of buttons and lists of other articles are in no body, wherever in the content a site puts them."""

import pytest

from dagster_project.core.extract import extract_page
from tests.unit.extraction.support import article, kcna_page, page, places, read

DATELINE = "Pyongyang, March 9 (KCNA) -- "
TEXT = (f"{DATELINE}Words of an imagined report.", "More of them", "The last words of it.")
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
LINKS = [(f"/en/article/q/{n:032x}.kcmsf", f"Imagined Title {n} of Pears") for n in (1, 2, 3)]
TEASER = "<p>Pyongyang, March 8 (KCNA) -- Words of another imagined report which go on for a while</p>"


def each(pattern: str) -> str:
    return "".join(pattern.format(href=href, title=title) for href, title in LINKS)


AFTER = {
    "list": f"<ul>{each('<li><a href={href}>{title}</a></li>')}</ul>",
    "divs": each("<div class=item><a href='{href}'>{title}</a></div>"),
    "paragraphs with days": each("<p><a href='{href}'>{title}</a> [2024.03.08.]</p>"),
    "table": f"<table><tr><td>Latest News</td></tr>{each('<tr><td><a href={href}>{title}</a></td><td>2024.03.08</td></tr>')}</table>",
    "definitions": f"<dl><dt>Of the same day</dt>{each('<dd><a href={href}>{title}</a></dd>')}</dl>",
    "cards": f"<section><h3>You might also like</h3>{each('<div><a href={href}><img src=x></a><h5><a href={href}>{title}</a></h5>' + TEASER + '<i>March 8, 2024</i></div>')}</section>",
    "cards without heading": each(f"<div><h5><a href='{{href}}'>{{title}}</a></h5>{TEASER}</div>"),
    "previous and next": f"<p><a href='{LINKS[0][0]}'>&lt; Previous</a> | <a href='{LINKS[1][0]}'>Next &gt;</a></p>",
    "buttons": "<div><a href='https://twitter.com/x'>Tweet</a> <a href='#'>Facebook</a> <a href='#'>Print</a></div>",
    "menu": "<ul><li><a href='/'>Home</a></li><li><a href='/en/'>English</a></li><li><a href='/x'>Top News</a></li></ul>",
    "menu before a footer": "<ul><li><a href='/'>Home</a></li><li><a href='/x'>Top News</a></li></ul><p>www.kcna.kp (2024.03.09.)</p>",
    "heading in Korean": f"<h4>관련기사</h4>{each('<p><a href={href}>{title}</a></p>')}",
}
BEFORE = {
    "menu": "<ul><li><a href='/'>Home</a></li><li><a href='/en/'>English</a></li></ul>",
    "path": "<div><a href='/'>Home</a> &gt; <a href='/en/'>Politics</a> &gt; Imagined Title</div>",
    "buttons with links": "<div><a href='#'>Print</a> | <a href='#'>E-mail</a></div>",
    "buttons": "<div>Print | E-mail</div>",
}


@pytest.mark.parametrize("name", AFTER)
def test_links_after_an_article_are_in_no_body(name: str) -> None:
    assert article(BODY + AFTER[name]).paragraphs == TEXT


@pytest.mark.parametrize("name", BEFORE)
def test_links_before_an_article_are_in_no_body(name: str) -> None:
    assert article(BEFORE[name] + BODY).paragraphs == TEXT


def test_what_is_left_out_is_noted_and_trafilatura_is_not_asked_about_it() -> None:
    (found,) = extract_page(page(kcna_page(BODY + AFTER["divs"])), places(), compare_every=1).articles
    assert "navigation: 3 lines of links around the article left out" in found.notes
    assert found.disagreement == 0.0


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>It is told at <a href='/en/x'>the mill</a></p>", "It is told at the mill"),
        (
            "<p><a href='/en/x'>A sentence that is a link is a sentence.</a></p>",
            "A sentence that is a link is a sentence.",
        ),
        ("<p><a href='/photo/1.jpg'>The mill at night</a></p>", "The mill at night"),
        ("<p><a href='http://www.mill.example/'>www.mill.example</a></p>", "www.mill.example"),
        ("<p>Latest news came from the mill</p>", "Latest news came from the mill"),
    ],
)
def test_words_of_the_article_stay_where_they_are_linked(html: str, expected: str) -> None:
    assert article(BODY + html).paragraphs == (*TEXT, expected)


def test_an_article_that_is_wrapped_in_a_link_is_not_taken_for_navigation() -> None:
    assert article(f"<a href='/en/x'>{BODY}</a>").paragraphs == TEXT


def test_lists_on_old_pages_are_in_no_body() -> None:
    links = "".join(f"<p><a href='/item/2012/201205/news09/20120509-0{n}ee.html'>Imagined {n}</a>" for n in (1, 2))
    html = (
        "<html><body><table><tr><td><a href='/calendar.html'>calendar</a>&gt;&gt;May 10. 2012 Juche 101</td></tr><tr><td>"
        f"<h3>Imagined Title</h3>{BODY}{links}</td></tr><tr><td>Copyright (C) KOREA NEWS SERVICE(KNS)</td></tr></table></body></html>"
    )
    found = read(html, "http://www.kcna.co.jp/item/2012/201205/news10/20120510-07ee.html").articles[0]
    assert (found.title, found.paragraphs) == ("Imagined Title", TEXT)

"""Removed, elsewhere, blocked, broken: each is told apart, and only the site's word counts as removal."""

import pytest

from dagster_project.core.extract import extract_page
from tests.unit.extraction.support import KCNA_URL, kcna_page, page, places, read

ID = "kcna.kp/134a0eb1839cb01381c703e99144182108a7e6c823a5ddfd0590876324a8c638"
WORDS = "<p>Pyongyang, March 9 (KCNA) -- Words of an imagined report.</p>"


@pytest.mark.parametrize(
    ("html", "status", "location", "evidence"),
    [
        ("<html><body>NULL</body></html>", 404, None, "http_404"),
        (kcna_page(WORDS), 410, None, "http_410"),
        ("", 302, "http://www.kcna.kp/", "redirect_home"),
        ("<html>home</html>", 200, "http://www.kcna.kp/en", "redirect_home"),
        ("<html><body>NULL</body></html>", 200, None, "empty_page"),
        ("NULL", 200, None, "empty_page"),
        ("", 200, None, "empty_page"),
        ("<html><body>  &nbsp; </body></html>", 200, None, "empty_page"),
        (kcna_page("", title=""), 200, None, "empty_page"),
        (
            "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>",
            200,
            None,
            "soft_404",
        ),
    ],
)
def test_the_sites_word_that_an_article_is_gone_is_kept_with_its_evidence(
    html: str, status: int, location: str | None, evidence: str
) -> None:
    found = read(html, status=status, location=location)
    assert (found.outcome, found.evidence, found.gone) == ("not_found", evidence, (ID,))


@pytest.mark.parametrize(
    ("html", "status", "location", "reason"),
    [
        ("<html>busy</html>", 503, None, "server_error"),
        ("<html>no</html>", 403, None, "blocked"),
        ("<html>law</html>", 451, None, "blocked"),
        ("<html>slow</html>", 429, None, "rate_limited"),
        ("", 301, "http://www.kcna.kp/en/article/q/00112233445566778899aabbccddeeff.kcmsf", "redirect"),
        ("<html><head><title>Just a moment...</title></head><body>Checking</body></html>", 200, None, "blocked"),
        ("<html><body><a href='http://warning.or.kr/'>blocked</a></body></html>", 200, None, "blocked"),
        ("<html><body><script>app()</script></body></html>", 200, None, "no_words"),
        (kcna_page(WORDS)[:330], 200, None, "cut_short"),
        (kcna_page("", title="A Title without Words"), 200, None, "empty_body"),
    ],
)
def test_a_filter_a_failure_or_half_a_page_is_no_removal(
    html: str, status: int, location: str | None, reason: str
) -> None:
    found = read(html, status=status, location=location)
    assert (found.outcome, found.reject.reason if found.reject else None, found.gone) == ("reject", reason, ())


def test_a_day_page_that_is_gone_names_the_page() -> None:
    found = read("", "http://kcna.co.jp/item/2008/200809/news10/02.htm", status=404)
    assert found.gone == ("kcna.co.jp/20080910-02",)


def test_an_empty_list_page_is_a_reject_not_a_removal() -> None:
    assert read("<html><body></body></html>", "https://kcnawatch.org/newstream/").outcome == "reject"


def test_a_list_gives_its_articles_in_page_order_with_ids() -> None:
    links = "".join(
        f"<li><a href='/newstream/170000000{n}-{n}/slug-{n}/'>Title {n}</a> <span>March {n}, 2024</span></li>"
        for n in (3, 1, 2)
    )
    found = read(f"<html><body><ul>{links}</ul></body></html>", "https://kcnawatch.org/newstream/?start=0")
    assert found.outcome == "listing"
    assert [(s.position, s.article_id, s.title, s.listed_on.day if s.listed_on else 0) for s in found.sightings] == [
        (1, "kcnawatch.org/1700000003-3", "Title 3", 3),
        (2, "kcnawatch.org/1700000001-1", "Title 1", 1),
        (3, "kcnawatch.org/1700000002-2", "Title 2", 2),
    ]


def test_a_list_of_article_codes_gives_their_ids() -> None:
    rows = (
        "<li><a href='#this' onclick=\"fn_showArticle('AR0035392', '', 'NT41')\">Imagined Meeting [2015.07.13]</a></li>"
    )
    found = read(
        f"<html><body><ul>{rows}</ul></body></html>", "http://kcna.kp/kcna.user.article.retrieveNewsViewInfoList.kcmsf"
    )
    assert found.outcome == "listing"
    assert [(s.article_id, s.title) for s in found.sightings] == [("kcna.kp/AR0035392", "Imagined Meeting")]
    assert str(found.sightings[0].listed_on) == "2015-07-13"


def test_a_feed_is_a_list() -> None:
    feed = (
        "<?xml version='1.0'?><rss><channel><title>x</title><item><title><![CDATA[One & Two]]></title><link>https://kcnawatch.org/newstream/1700000003-3/a/</link>"
        "<pubDate>Wed, 13 Mar 2024 10:00:00 +0000</pubDate><description>Teaser</description></item></channel></rss>"
    )
    found = extract_page(
        page(feed, "https://kcnawatch.org/newstream/feed/", content_type="application/rss+xml"), places()
    )
    assert [(s.article_id, s.title, s.teaser, str(s.listed_on)) for s in found.sightings] == [
        ("kcnawatch.org/1700000003-3", "One & Two", "Teaser", "2024-03-13")
    ]


def test_a_page_of_no_known_layout_is_read_as_a_whole_and_marked_so() -> None:
    text = "<p>Pyongyang, March 9 (KCNA) -- " + "A sentence of an imagined report goes on and on. " * 12 + "</p>"
    found = read(
        f"<html><head><title>t</title></head><body><article><h1>Heading</h1>{text}</article></body></html>", KCNA_URL
    )
    assert (found.outcome, found.layout, found.articles[0].title) == ("article", "unknown", "Heading")
    assert any(note.startswith("layout: unknown") for note in found.articles[0].notes)


def test_a_file_is_named_by_the_address_that_it_declares() -> None:
    html = kcna_page(WORDS).replace("<head>", f"<head><link rel='canonical' href='{KCNA_URL}'>")
    found = read(html, "file:///somewhere/page.html")
    assert (found.site, found.articles[0].article_id) == ("kcna.kp", ID)


def test_a_file_that_declares_no_address_is_a_reject_that_says_what_to_do() -> None:
    found = read(kcna_page(WORDS), "file:///somewhere/page.html")
    assert found.reject is not None
    assert found.reject.reason == "no_address"
    assert "URL" in found.reject.detail

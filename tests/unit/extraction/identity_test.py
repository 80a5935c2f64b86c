"""Ids are unique, stable, and read from the address alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.identity import (
    anchored_id,
    article_id_of,
    canonical_url,
    is_front_page,
    is_listing_url,
    page_id_of,
    site_of,
)

HEX = "6fcc0f5ab67c050e2318fd77f9a78d57"
NAMED = [
    (f"http://www.kcna.kp/en/article/q/{HEX}.kcmsf", f"kcna.kp/{HEX}"),
    (f"https://kcna.kp:443/en/article/q/{HEX.upper()}.kcmsf/?t=1", f"kcna.kp/{HEX}"),
    (f"http://www.kcna.kp/en/article/detail/{HEX}", f"kcna.kp/{HEX}"),
    (f"http://www.kcna.kp/en/article/detail/{HEX}/", f"kcna.kp/{HEX}"),
    (f"http://www.kcna.kp/kp/article/q/{HEX}.kcmsf", f"kcna.kp/kp/{HEX}"),
    (
        "http://kcna.kp/kcna.user.article.retrieveArticleInfoFromArticleCode.kcmsf?article_code=AR0035392&kwContent&lang=eng",
        "kcna.kp/AR0035392",
    ),
    (
        "http://kcna.kp/kcna.user.article.retrieveArticleInfoFromArticleCode.kcmsf?lang=chn&article_code=ar0035392",
        "kcna.kp/chn/AR0035392",
    ),
    ("http://www.kcna.co.jp/item/2011/201112/news09/20111209-07ee.html", "kcna.co.jp/20111209-07ee"),
    ("http://kcna.co.jp/item/2014/201404/news25/2014-0425-07ee.html", "kcna.co.jp/2014-0425-07ee"),
    ("http://www.kcna.co.jp/item/2011/201112/2011-12-01ee.html#1", "kcna.co.jp/2011-12-01ee#1"),
    ("http://kcna.co.jp/item/2008/200809/news09/02.htm#1", "kcna.co.jp/20080909-02#1"),
    ("http://kcna.co.jp/item/1998/9809/news09/23.htm#11", "kcna.co.jp/19980909-23#11"),
    ("https://kcnawatch.org/newstream/1752400800-391028475/a-slug/", "kcnawatch.org/1752400800-391028475"),
    ("http://www.kcnawatch.org/newstream/1752400800-391028475", "kcnawatch.org/1752400800-391028475"),
    (
        "https://kcnawatch.xyz/newstream/1752400800-391028475/another-slug?t=1629129194902",
        "kcnawatch.org/1752400800-391028475",
    ),
    ("http://www.rodong.rep.kp/en/index.php?MTJAMjAyMi0xMS0yMS1OMDA3QDNAMUBAMEA1==#", "rodong.rep.kp/2022-11-21-N007"),
    (
        "http://www.rodong.rep.kp/en/index.php?strPageID=SF01_02_01&newsID=2016-01-01-0001",
        "rodong.rep.kp/2016-01-01-0001",
    ),
    ("https://blog.example.org/2017/10/a-post/?utm_source=x", "blog.example.org/2017/10/a-post"),
]
NAMELESS = [
    "http://www.kcna.kp/",
    "http://www.kcna.kp/en",
    "http://kcna.kp/en/category/articles/q/5394b80bdae203fadef02522cfb578c0.kcmsf",
    "https://kcnawatch.org/newstream/",
    "https://kcnawatch.org/newstream/feed/",
    "https://kcnawatch.org/",
    "http://www.kcna.co.jp/index-e.htm",
    "http://www.kcna.co.jp/calendar.html",
    "http://kcna.co.jp/item/2008/200809/news09/02.htm",
    "http://www.rodong.rep.kp/en/index.php?MUAxQDE=",
    "file:///pages/a.html",
    "http://[bad",
    "",
    "not an address",
]


@pytest.mark.parametrize(("url", "expected"), NAMED)
def test_an_address_of_every_form_gives_the_article_its_stable_id(url: str, expected: str) -> None:
    assert article_id_of(url) == expected


@pytest.mark.parametrize("url", NAMELESS)
def test_lists_front_pages_and_broken_addresses_name_no_article(url: str) -> None:
    assert article_id_of(url) is None


@pytest.mark.parametrize(("url", "expected"), NAMED)
@pytest.mark.parametrize(
    "prefix",
    [
        "https://web.archive.org/web/20250101000000id_/",
        "http://web.archive.org/web/2025/",
        "https://web.archive.org/web/20250101000000if_/",
        "https://archive.ph/20250101000000/",
        "http://localhost:8080/coll/20250101000000mp_/",
    ],
)
def test_a_replay_prefix_changes_neither_id_nor_site(prefix: str, url: str, expected: str) -> None:
    assert article_id_of(prefix + url) == expected
    assert site_of(prefix + url) == site_of(url) == expected.split("/", 1)[0]


def test_ids_of_different_articles_differ() -> None:
    same = {f"kcna.kp/{HEX}", "kcnawatch.org/1752400800-391028475"}
    ids = [expected for _, expected in NAMED if expected not in same]
    assert len(ids) == len(set(ids))


def test_articles_of_a_day_page_are_told_apart_by_their_anchors() -> None:
    page = "http://www.kcna.co.jp/item/2008/200809/news09/02.htm"
    assert page_id_of(page) == "kcna.co.jp/20080909-02"
    assert [anchored_id(page, n) for n in (1, 2)] == ["kcna.co.jp/20080909-02#1", "kcna.co.jp/20080909-02#2"]
    assert anchored_id(page + "#7", 2) == "kcna.co.jp/20080909-02#2"


def test_spellings_of_one_address_have_one_canonical_form() -> None:
    forms = [
        "http://www.kcnawatch.org/newstream/1-2/",
        "https://kcnawatch.xyz/newstream/1-2?t=3",
        "kcnawatch.org/newstream/1-2",
    ]
    assert {canonical_url(form) for form in forms} == {"kcnawatch.org/newstream/1-2"}


@pytest.mark.parametrize(
    "url", ["http://www.kcna.kp/", "http://www.kcna.kp/en", "https://kcnawatch.org", "http://kcna.co.jp/index-e.htm"]
)
def test_front_pages_are_lists_and_known_as_front_pages(url: str) -> None:
    assert is_front_page(url)
    assert is_listing_url(url)


def test_a_page_of_an_unknown_site_is_not_taken_for_a_list() -> None:
    assert not is_listing_url("https://blog.example.org/")


@given(st.text(alphabet=string.printable, max_size=120))
def test_no_text_makes_identity_raise(text: str) -> None:
    for url in (
        text,
        f"http://kcna.kp/{text}",
        f"https://web.archive.org/web/2020id_/{text}",
        f"http://kcna.co.jp/item/{text}",
    ):
        site_of(url)
        canonical_url(url)
        found = article_id_of(url)
        assert found is None or "/" in found


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.text(alphabet=string.ascii_lowercase + "-", max_size=30))
def test_the_slug_never_changes_the_id(seconds: int, number: int, slug: str) -> None:
    expected = article_id_of(f"https://kcnawatch.org/newstream/{seconds + 10**6}-{number}")
    assert article_id_of(f"http://www.kcnawatch.org/newstream/{seconds + 10**6}-{number}/{slug}/?t=5") == expected

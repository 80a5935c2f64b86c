"""Promises against who serves hostile pages: soon, in little memory, in one outcome, and nothing of it counts as ours."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dagster_project.core.captures import capture_id
from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.core.surt import surt
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake
from dagster_project.store.payload import MAX_DECODED, decode_body
from dagster_project.store.query import open_version
from dagster_project.store.warc_files import adopt, write_responses
from dagster_project.store.warc_records import Fetched, Headers
from tests.hostile.measured import measured, read_page
from tests.hostile.pages import FEED, KCNA, LIST, LISTS, PAGES, URLS, gzip_bomb, hostile_zip
from tests.integration.support import build
from tests.unit.extraction.support import SEEN, page, places

pytestmark = pytest.mark.xdist_group("release")
SECONDS, MEMORY = 5.0, 512 << 20


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_soon_in_little_memory_and_in_one_outcome(name: str) -> None:
    found = measured(lambda: read_page(KCNA.format(1), PAGES[name]))
    assert found.outcome in {"article", "reject", "not_found", "listing"}
    assert (found.outcome == "reject") == bool(found.reason)
    assert found.seconds < SECONDS and found.memory < MEMORY, found


@pytest.mark.parametrize("name", LISTS)
def test_a_hostile_list_is_read_soon_in_little_memory(name: str) -> None:
    found = measured(lambda: read_page(FEED if "feed" in name else LIST, LISTS[name]))
    assert found.outcome in {"listing", "reject"} and found.seconds < SECONDS and found.memory < MEMORY


@pytest.mark.parametrize("name", URLS)
def test_a_hostile_address_ends_in_one_outcome_and_has_an_id_and_a_key(name: str) -> None:
    result = extract_page(page(PAGES["SQL"], URLS[name]), places())
    assert result.outcome in {"article", "reject", "not_found", "listing"}
    assert len(capture_id(URLS[name], SEEN, "0" * 64)) == 32
    try:
        key = surt(URLS[name])
    except ValueError:
        return
    assert "\n" not in key and " " not in key and len(key) > 3


def read(name: str) -> object:
    (article,) = extract_page(page(PAGES[name], KCNA.format(1)), places()).articles
    return article


def test_entities_are_never_resolved_from_outside_and_never_expand() -> None:
    for name in ("entities from outside", "entities that expand"):
        body = read(name).body  # type: ignore[attr-defined]
        assert "root:" not in body and len(body) < 500
    feed = extract_page(Page("0" * 32, FEED, SEEN, 200, "text/xml", LISTS["a feed with entities"]), places())
    assert feed.outcome == "listing" and "root:" not in str(feed.sightings)


@pytest.mark.parametrize("name", ["30 February", "Juche 0", "Juche without end", "31/13/2025", "the year 0"])
def test_an_impossible_day_is_never_a_date(name: str) -> None:
    day = read(name).published_on  # type: ignore[attr-defined]
    assert day is None or datetime(1990, 1, 1).date() < day <= SEEN.date()  # noqa: DTZ001


def test_links_that_execute_lead_to_no_sighting() -> None:
    found = extract_page(page(LISTS["links that execute"], LIST), places())
    assert not [s for s in found.sightings if not s.url.startswith(("http://", "https://"))]


def test_text_that_imitates_an_article_stays_text_of_the_page_that_holds_it() -> None:
    for name in ("text that imitates another article", "text that imitates a dateline", "a page within a page"):
        (one,) = extract_page(page(PAGES[name], KCNA.format(1)), places()).articles
        assert one.article_id == "kcna.kp/" + "0" * 31 + "1"
    (lying,) = extract_page(page(PAGES["an address that lies"], KCNA.format(1)), places()).articles
    assert lying.article_id == "kcna.kp/" + "0" * 31 + "1", "an address that names an article outranks the page's word"


def test_a_gzip_bomb_ends_at_the_limit() -> None:
    bomb = gzip_bomb()
    found = decode_body(bomb, None, "gzip")
    assert found.problem == "too_large" and len(found.body) == MAX_DECODED
    twice = decode_body(gzip_bomb(1 << 20), None, "gzip, gzip")
    assert len(twice.body) <= MAX_DECODED


def hostile_archive(folder: Path) -> Path:
    """All hostile pages under hostile and plain addresses, as one archive whose records bear hostile names."""
    start = datetime(2024, 3, 10, tzinfo=UTC)
    html: Headers = (("Content-Type", "text/html"),)
    bodies = [(KCNA.format(n + 1), body, html) for n, body in enumerate(PAGES.values())]
    bodies += [(url, PAGES["SQL"], html) for url in URLS.values()]
    bodies += [(LIST + f"?{n}", body, html) for n, body in enumerate(LISTS.values())]
    bodies += [("http://www.kcna.kp/en/bomb", gzip_bomb(), (*html, ("Content-Encoding", "gzip")))]
    bodies += [(f"http://www.kcna.kp/en/{n}", PAGES["SQL"], h) for n, h in enumerate(HEADERS)]
    fetched = [
        Fetched(url, start + timedelta(minutes=n), 200, "OK\r\nX-Evil: 1", headers, body)
        for n, (url, body, headers) in enumerate(bodies)
    ]
    stored = write_responses(fetched, folder)
    assert stored is not None
    return stored


HEADERS: tuple[Headers, ...] = (
    (("Content-Type", "text/html\r\nWARC-Type: response"),),
    (("Content-Type", "text/html; charset=\u202e"), ("Transfer-Encoding", "chunked")),
    (("Content-Type", "'; drop table captures; --"), ("Content-Encoding", "gzip, br, zstd, nonsense")),
    (("Location", "javascript:alert(1)"), ("Content-Type", "text/html")),
)


def test_a_dataset_of_hostile_pages_is_whole_and_accounts_for_every_capture(tmp_path: Path) -> None:
    archive = hostile_archive(tmp_path)
    home = Home.at(tmp_path / "home")
    assert build(home, "hostile", archive, workers=1).version == 1
    with open_version(home) as dataset:
        outcomes = dict(dataset.sql("select outcome, count(*) from captures group by all").fetchall())
        (rejects,) = dataset.sql("select count(*) from rejects").fetchall()[0]
        responses = len(PAGES) + len(URLS) + len(LISTS) + 1 + len(HEADERS)
        assert sum(outcomes.values()) == responses
        assert rejects == outcomes["reject"]
        (held,) = dataset.sql("select count(*) from articles where body like '%drop table%'").fetchall()[0]
        assert held >= 1, "what reads like SQL is text"
    with open_lake(home) as lake:
        assert lake.execute("select count(*) from lake.articles").fetchone() is not None


def test_names_in_a_hostile_zip_lead_nowhere(tmp_path: Path) -> None:
    from dagster_project.sources.unpack import unzip

    source, into = tmp_path / "in" / "hostile.zip", tmp_path / "deep" / "er"
    source.parent.mkdir()
    into.mkdir(parents=True)
    source.write_bytes(hostile_zip())
    folder = unzip(source, into)
    written = [p for p in tmp_path.rglob("*") if p.is_file() and p != source]
    assert written and all(p.parent == folder and not p.is_symlink() for p in written)


def test_a_name_in_an_archive_is_never_a_path(tmp_path: Path) -> None:
    import gzip

    lines = (
        "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-03-10T00:00:00Z\r\n"
        "WARC-Filename: ../../../../tmp/outside.warc.gz\r\nContent-Type: application/warc-fields\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    source = tmp_path / "x.warc.gz"
    source.write_bytes(gzip.compress(lines.encode()))
    home = Home.at(tmp_path / "home")
    home.prepare()
    stored = adopt(source, home.captures)
    assert stored.parent == home.captures and stored.name.removesuffix(".warc.gz").isalnum()
    assert io.BytesIO(stored.read_bytes()).read(2) == b"\x1f\x8b"

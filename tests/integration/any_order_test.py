"""The lives of pages: told the same whether their captures come in one build or in several, in whatever order."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dagster_project.core.schema import TABLES
from dagster_project.demo import pages
from dagster_project.demo.stories import Story, dated, routine, without
from dagster_project.pipeline import extract, history, stories
from dagster_project.store import publish
from dagster_project.store.home import SAMPLE, Home
from dagster_project.store.query import open_version
from tests.integration.support import build
from tests.sample.compose import Capture, write

pytestmark = pytest.mark.xdist_group("any_order")

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
VICTIM = "Om Jong Hak"
LOST = 21
NULL = b"<html><body>NULL</body></html>"
FILTERED = (
    b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser before access.</p></body></html>"
)
NO_FILES = {"warc_file", "warc_offset", "warc_length"}


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def told(number: int) -> Story:
    """A story of its own, of the first day."""
    usual = routine(number, seed=11)
    return dated(
        f"life/{number}",
        f"{usual.title} ({number})",
        START.date(),
        f"Builder No. {number} put {number + 3} boxes on shelf {number * 7}, as {number + 40} guests of the hall saw.",
        *usual.paragraphs[1:],
        f"Present there was {VICTIM}, vice-chairman of the Sample Bureau of Paper.",
    )


def cut(story: Story) -> Story:
    return without(story, VICTIM, "an official")


def lives() -> tuple[list[Capture], dict[str, list[tuple[str, str | None]]]]:
    """Captures of pages, and the turns that each article takes, with the evidence of a deletion."""
    captures: list[Capture] = []
    turns: dict[str, list[tuple[str, str | None]]] = {}

    def live(number: int, *seen: Story | Capture | None, turned: list[tuple[str, str | None]]) -> None:
        """Captures a day apart: of the story's page, of another response, or (None) of a page with other surroundings."""
        url = pages.kp_q_url(told(number))
        for day, what in enumerate(seen):
            if isinstance(what, Capture):
                captures.append(Capture(url, at(day), what.body, what.status, location=what.location))
            else:
                page = pages.kp_q(what or told(number), [routine(day + k) for k in range(day % 3)])
                captures.append(Capture(url, at(day), page.encode()))
        turns[f"kcna.kp/{pages.story_hex(told(number))}"] = turned

    def answer(status: str, body: bytes = b"<html><body>no</body></html>", location: str | None = None) -> Capture:
        return Capture("", START, body, status, location=location)

    first, edited = ("created", None), ("edited", None)
    live(0, told(0), cut(told(0)), told(0), turned=[first, edited, edited])
    live(1, told(1), answer("200 OK", NULL), None, turned=[first, ("deleted", "empty_page"), ("restored", None)])
    home = answer("302 Found", b"", "http://www.kcna.kp/en")
    live(2, told(2), home, turned=[first, ("deleted", "redirect_home")])
    blocked = [answer("403 Forbidden"), answer("200 OK", FILTERED), answer("503 Service Unavailable")]
    live(3, told(3), *blocked, answer("200 OK", pages.kp_q(told(3)).encode()[:700]), None, turned=[first])
    live(4, told(4), None, answer("410 Gone"), turned=[first, ("deleted", "http_410")])
    live(5, told(5), None, None, turned=[first])
    live(6, told(6), replace(told(6), title="A New Title"), turned=[first, edited])
    live(7, cut(told(7)), answer("404 Not Found"), turned=[first, ("deleted", "http_404")])

    # The new layout states no day: the year is that of the first capture, in whatever order they come.
    undated = told(8)
    for days in (0, 400, 800):
        captures.append(Capture(pages.kp_detail_url(undated), at(days), pages.kp_detail(undated).encode()))
    turns[f"kcna.kp/{pages.story_hex(undated)}"] = [first]

    # Three articles on a page: the second loses a name, then the page goes.
    three, url = [told(9), told(10), told(11)], pages.cojp_day_url(date(2007, 3, 2), 1)
    later = [three[0], cut(three[1]), three[2]]
    for day, body in ((0, pages.cojp_day(three)), (2, pages.cojp_day(later))):
        captures.append(Capture(url, at(day), body.encode()))
    captures.append(Capture(url, at(3), b"gone", "404 Not Found"))
    for n in (1, 2, 3):
        seen = [first, edited] if n == 2 else [first]
        turns[f"kcna.co.jp/20070302-01#{n}"] = [*seen, ("deleted", "http_404")]

    # Two stories stand on the mirror too, one of them in its older wording.
    for number in (0, 4):
        story = told(number)
        captures.append(Capture(pages.kcnawatch_url(story), at(1), pages.kcnawatch(story, original=None).encode()))

    # Most of a site goes between two crawls, and comes back.
    for number in range(20, 20 + LOST):
        story = told(number)
        url = pages.cojp_url(story, number)
        page = pages.cojp(story).encode()
        captures += [
            Capture(url, at(0), page),
            Capture(url, at(9), b"gone", "404 Not Found"),
            Capture(url, at(30), page),
        ]
        turns[f"kcna.co.jp/{story.day:%Y%m%d}-{number:02d}ee"] = [first, ("deleted", "http_404"), ("restored", None)]
    return captures, turns


def tables_of(home: Home) -> dict[str, list[Any]]:
    """All public rows, without what says in which file a capture lies."""
    names = sorted(t.name for t in TABLES.values() if t.public and t.name != "versions")
    with open_version(home) as dataset:
        return {
            name: dataset.execute(
                f"select columns(c -> c not in ({', '.join(map(repr, sorted(NO_FILES)))})) from {name} order by all"
            ).fetchall()
            for name in names
        }


def built(folder: Path, captures: list[Capture], parts: int) -> Home:
    home = Home.at(folder / "home")
    for number in range(parts):
        archive = folder / f"{number}.warc.gz"
        write(captures[number::parts], archive)
        build(home, f"run{number}", archive)
    return home


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return built(tmp_path_factory.mktemp("at_once"), lives()[0], 1)


def test_each_kind_of_page_is_told_apart(at_once: Home) -> None:
    with open_version(at_once) as dataset:
        rows = dataset.execute("select article_id, change, evidence from revisions order by article_id, revision")
        found: dict[str, list[tuple[str, str | None]]] = {}
        for article_id, change, evidence in rows.fetchall():
            found.setdefault(article_id, []).append((change, evidence))
        mirrored = {key: turned for key, turned in found.items() if key.startswith("kcnawatch.org/")}
        assert {key: turned for key, turned in found.items() if key not in mirrored} == lives()[1]
        assert list(mirrored.values()) == [[("created", None)]] * 2
        events = dataset.execute("select kind, site, articles_affected from events order by first_at").fetchall()
        assert events == [("site_loss", "kcna.co.jp", LOST), ("site_return", "kcna.co.jp", LOST)]
        kinds = dataset.execute("select kind, count(*) from changes where kind in ('title', 'name') group by all")
        assert dict(kinds.fetchall()) == {"name": 3, "title": 1}
        shared = dataset.execute(
            "select count(*) from articles group by story_id having count(distinct site) > 1"
        ).fetchall()
        assert shared == [(2,), (2,)]


def assert_same(one: Home, other: Home) -> None:
    now, meant = tables_of(one), tables_of(other)
    for name in meant:
        assert now[name] == meant[name], name


@pytest.mark.parametrize(("seed", "parts", "fixtures"), [(1, 3, ()), (2, 2, ("small_parts",))], ids=["usual", "small"])
def test_builds_in_any_order_tell_what_one_tells(
    tmp_path: Path, request: pytest.FixtureRequest, at_once: Home, seed: int, parts: int, fixtures: tuple[str, ...]
) -> None:
    for name in fixtures:
        request.getfixturevalue(name)
    captures = lives()[0]
    random.Random(seed).shuffle(captures)
    assert_same(built(tmp_path, captures, parts), at_once)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run of millions does in parts is done in parts of a few."""
    for module, name, few in (
        (extract, "PAGES_A_TASK", 7),
        (extract, "FEW_TASKS", 3),
        (history, "BUCKET_ROWS", 9),
        (history, "SPAN_BUCKETS", 2),
        (stories, "PAIRS_A_TASK", 5),
        (stories, "TASKS_A_SPAN", 1),
        (stories, "SIGNATURES_AT_ONCE", 100),
        (publish, "SPAN_IDS", 30),
    ):
        assert getattr(module, name) > few
        monkeypatch.setattr(module, name, few)


def test_pages_of_several_articles_are_told_in_many_parts_as_in_one(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole, cut_up = Home.at(tmp_path / "whole"), Home.at(tmp_path / "cut_up")
    build(whole, "one", SAMPLE)
    request.getfixturevalue("small_parts")
    build(cut_up, "many", SAMPLE)
    assert_same(cut_up, whole)
    meant = tables_of(whole)
    assert len([row for row in meant["articles"] if "#" in row[0]]) > 1, "pages of several articles are among them"
    assert meant["story_links"], "and stories that several tell"

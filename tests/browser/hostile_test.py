"""An article with script in title, body, names and address, carried through to every output: a browser shows it as text.

Nothing may open a dialog, and nothing may be asked for outside this machine.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.store.home import PROJECT_ROOT
from dagster_project.store.warc_files import write_responses
from dagster_project.store.warc_records import Fetched
from tests.browser.report_test import Watch
from tests.browser.serving import serving
from tests.hostile.pages import DATELINE, SCRIPT
from tests.hostile.pages import article as page_of

pytestmark = pytest.mark.xdist_group("browser")

URL = "http://www.kcna.kp/en/article/q/{:032x}.kcmsf?x=<script>alert('opened')</script>&y=\"onload=\"alert('opened')"
SEEN = datetime(2024, 3, 10, tzinfo=UTC)
TITLE = f"Kim Sample Receives {SCRIPT}"
BODY = "".join(
    f"<p>{escape(words)}</p>"
    for words in (
        f"{DATELINE}Kim Jong Un {SCRIPT} met Hong Sam Phyo{SCRIPT}, chairman of the Sample {SCRIPT} Committee.",
        "[click](javascript:alert('opened')) ![x](javascript:alert('opened')) `code` | a | b |",
        "{{ 7 * 7 }} {% raw %} ${7*7} </textarea></script><svg onload=\"alert('opened')\">",
    )
)


def palimpsest(home: Path, *arguments: str) -> str:
    """What the command prints on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project", *arguments, "--home", str(home)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two hostile articles: one is edited, so that a person is gone from it, the other deleted."""
    folder = tmp_path_factory.mktemp("hostile")
    edited = BODY.replace("met Hong Sam Phyo", "met a guest")
    shown = [(1, BODY, 0, 200), (2, BODY, 0, 200), (1, edited, 1, 200), (2, "", 2, 404)]
    captures = [
        Fetched(
            URL.format(number),
            SEEN + timedelta(days=day),
            status,
            "OK",
            (("Content-Type", "text/html; charset=utf-8"),),
            page_of(body, title=escape(TITLE)).encode() if body else b"<html><body>404 Not Found</body></html>",
        )
        for number, body, day, status in shown
    ]
    archive = write_responses(captures, folder)
    assert archive is not None
    palimpsest(folder / "home", "build", str(archive))
    return folder / "home"


@pytest.fixture(scope="module")
def outputs(home: Path) -> list[Path]:
    """All pages that come of it."""
    pages = [home.parent / f"history-{number}.html" for number in (1, 2)]
    for number, page in enumerate(pages, 1):
        palimpsest(home, "history", f"kcna.kp/{number:032x}", "--html", str(page))
    release = home.parent / "release"
    palimpsest(home, "release", "--out", str(release))
    palimpsest(home, "report")
    return [*pages, home / "report.html", *sorted((home / "docs").rglob("*.html")), *sorted(release.rglob("*.html"))]


def test_the_words_came_through_as_they_were_published(home: Path) -> None:
    with duckdb.connect(str(home / "palimpsest.duckdb"), read_only=True) as dataset:
        titles = dataset.execute("select distinct title from articles").fetchall()
        bodies = dataset.execute("select body from articles order by article_id").fetchall()
        erased = dataset.execute("select count(*) from erasures where kind = 'edited_out'").fetchone()
    assert titles == [(TITLE,)]
    assert all(SCRIPT in body and "{{ 7 * 7 }}" in body for (body,) in bodies)
    assert erased is not None and erased[0] >= 1


def test_every_page_that_is_written_shows_it_as_text(outputs: list[Path], page: Any) -> None:
    watch = Watch(page)
    for output in outputs:
        page.goto(output.as_uri())
        assert page.locator("img[src=x], svg[onload], a[href^='javascript:']").count() == 0, output
        for details in page.locator("details").all():
            details.evaluate("node => { node.open = true }")
        assert watch.heard == [], output
    assert len(outputs) > 10


def test_the_history_shows_the_very_words(outputs: list[Path], page: Any) -> None:
    page.goto(outputs[0].as_uri())
    assert SCRIPT in page.locator("body").inner_text()


@pytest.fixture(scope="module")
def address(chromium: str, home: Path) -> Iterator[str]:
    with serving(home) as found:
        yield found


@pytest.mark.parametrize("asset", ["articles", "captures", "changes"])
def test_the_user_interface_shows_it_as_text(address: str, page: Any, asset: str) -> None:
    heard: list[str] = []

    def opened(dialog: Any) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    page.on("request", lambda asked: heard.append(asked.url) if "127.0.0.1" not in asked.url.split("/")[2] else None)
    page.goto(f"{address}/assets/{asset}?view=overview")
    page.get_by_text("article_id" if asset != "captures" else "capture_id").first.wait_for()
    for button in page.get_by_text("Show Markdown").all():
        button.click()
        page.keyboard.press("Escape")
    page.goto(f"{address}/assets/{asset}?view=events")
    page.get_by_text("Run", exact=False).first.wait_for()
    page.wait_for_timeout(500)
    assert [h for h in heard if not h.startswith(("data:", "blob:"))] == []
    assert page.locator("img[src=x], svg[onload]").count() == 0

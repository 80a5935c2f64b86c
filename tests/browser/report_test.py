"""The report in a real browser: no error, no request, readable on a phone, reachable by keyboard, hostile text is text."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dagster_project.core.report.page import Facts, Row, report_html
from dagster_project.pipeline.report import write_report
from dagster_project.store.home import Home
from tests.browser.ui_test import shoot
from tests.integration.support import build

pytestmark = pytest.mark.xdist_group("browser")

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> $x_1$ "quoted" \u202eback'


def hostile_facts() -> Facts:
    day, when = date(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC)
    rows: Mapping[str, Sequence[Row]] = {
        "articles_by_month": [(HOSTILE, day, 3)],
        "countries_by_month": [(HOSTILE, day, 0.5)],
        "dateline_places": [(HOSTILE, 39.0, 125.7, 2)],
        "most_named": [("person:x", HOSTILE, "person", 2)],
        "attendance": [(HOSTILE, 2, 1.5, day, day)],
        "edits": [(HOSTILE, HOSTILE, HOSTILE, when, "name", [HOSTILE], [HOSTILE])],
        "erased": [(HOSTILE, 1, 0, when, when)],
        "coverage": [(HOSTILE, 1, 1, 0, 0, when, when)],
        "rejects": [("extract", HOSTILE, 1)],
    }
    numbers: dict[str, Any] = dict.fromkeys(
        ("articles", "captures", "mentions", "parties", "edits", "deleted", "erasures"), 1
    )
    return Facts(1, "ab" * 32, {**numbers, "through": when}, rows, [(125.7, 39.0)], [])


class Watch:
    """What a page said, asked for and opened."""

    def __init__(self, page: Any):
        self.heard: list[str] = []
        page.on("console", lambda message: self.heard.append(message.text))
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("dialog", self._opened)
        page.on("request", lambda asked: self._asked(asked.url))

    def _opened(self, dialog: Any) -> None:
        self.heard.append(dialog.message)
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:")):
            self.heard.append(url)


@pytest.fixture(scope="module")
def sample_report(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Path:
    home = Home.at(tmp_path_factory.mktemp("report"))
    build(home, "built", sample_warc)
    return write_report(home)


@pytest.mark.parametrize("width", [1200, 390], ids=["desk", "phone"])
def test_the_report_of_the_sample_shows_every_part_and_asks_for_nothing(
    page: Any, sample_report: Path, width: int
) -> None:
    watch = Watch(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(sample_report.as_uri())
    shoot(page, f"report-{width}")
    assert watch.heard == []
    assert page.locator("section").count() == 9
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page itself does not scroll sideways"
    pictures = page.get_by_role("img")
    assert pictures.count() == 4
    assert all(pictures.nth(i).locator("title").count() == 1 for i in range(4))
    page.get_by_text("Ri Hyang Ok").first.wait_for()


def test_the_numbers_behind_a_picture_open_by_keyboard(page: Any, sample_report: Path) -> None:
    page.goto(sample_report.as_uri())
    first = page.locator("details").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.get_attribute("open") is not None
    assert first.get_by_role("columnheader").count() == 3


def test_hostile_names_are_shown_as_text_and_run_nothing(page: Any, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text(report_html(hostile_facts()), encoding="utf-8")
    watch = Watch(page)
    page.goto(target.as_uri())
    assert watch.heard == []
    assert page.locator("script, img").count() == 0
    page.get_by_text("<script>alert(1)</script>").first.wait_for()

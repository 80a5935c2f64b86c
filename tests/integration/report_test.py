"""`palimpsest report` and the asset `report`."""

import warnings
from datetime import date
from pathlib import Path

import pytest

from dagster_project.core.report.charts import lines
from dagster_project.core.report.page import Facts, report_html
from dagster_project.pipeline import report as drawing
from dagster_project.pipeline.report import refresh_report, write_report
from dagster_project.store.home import Home
from tests.integration.support import build

pytestmark = pytest.mark.xdist_group("report")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Home:
    home = Home.at(tmp_path_factory.mktemp("report"))
    build(home, "built", sample_warc)
    return home


def test_the_same_version_gives_the_same_page(built: Home, tmp_path: Path) -> None:
    one, other = (write_report(built, tmp_path / name) for name in ("one.html", "other.html"))
    assert one.read_bytes() == other.read_bytes()


def test_the_page_loads_nothing_and_names_who_was_erased(built: Home, tmp_path: Path) -> None:
    page = write_report(built, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<link" not in page and 'src="http' not in page
    assert "Ri Hyang Ok" in page and "<del>" in page


def test_a_version_is_drawn_once(built: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def counted(facts: Facts) -> str:
        drawn.append(facts.digest)
        return report_html(facts)

    monkeypatch.setattr(drawing, "report_html", counted)
    assert refresh_report(built) == refresh_report(built) == built.root / "report.html"
    assert len(drawn) == 1


def test_before_the_first_version_there_is_nothing_to_draw(tmp_path: Path) -> None:
    assert refresh_report(Home.at(tmp_path)) is None


def test_a_line_breaks_where_months_are_missing() -> None:
    whole = lines("a", {"x": [(date(2026, m, 1), 1.0) for m in (1, 2, 3)]}, "articles", ("t", "d"))
    broken = lines("a", {"x": [(date(2026, m, 1), 1.0) for m in (1, 2, 5)]}, "articles", ("t", "d"))
    assert whole.count("M ") < broken.count("M ") or broken.count("L ") < whole.count("L ")


def test_a_dataset_that_names_no_country_is_drawn_without_a_word() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "<svg" in lines("countries", {}, "% of articles", ("no country", "none is named"))

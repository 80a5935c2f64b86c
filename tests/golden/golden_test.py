"""Every layout reads its golden page exactly as the record beside it says."""

import json

import pytest

from dagster_project.core.layouts import LAYOUTS
from dagster_project.store.places import read_rows
from tests.golden.golden import FOLDER, REFERENCE, record_of


@pytest.mark.parametrize("layout", [layout.name for layout in LAYOUTS])
def test_every_layout_has_a_golden_page_and_reads_it_exactly(layout: str) -> None:
    expected = FOLDER / layout / "expected.json"
    assert expected.is_file(), (
        f"layout {layout} has no golden page: compose {expected.parent}/page.html, "
        "add it to cases.toml and review its record"
    )
    assert record_of(layout) == json.loads(expected.read_text(encoding="utf-8"))


def test_no_golden_page_is_left_of_a_layout_that_is_gone() -> None:
    known = {layout.name for layout in LAYOUTS}
    assert {folder.parent.name for folder in FOLDER.glob("*/page.html")} == known


def test_every_layout_has_a_row_of_reference_data() -> None:
    rows = {row["layout"]: row for row in read_rows(REFERENCE / "layouts.csv")}
    assert set(rows) == {layout.name for layout in LAYOUTS}
    for name in rows:
        record = record_of(name)
        assert record["site"] == rows[name]["site"]
        assert record["articles"][0]["published_from"] in rows[name]["date_rule"].split("|")

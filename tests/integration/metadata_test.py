"""What an asset tells of itself: rows, deltas, columns and where they come from, a preview in which page text is only text."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from dagster_project.core.schema import TABLES
from dagster_project.definitions import build_defs
from dagster_project.defs.capture import CAPTURE_ASSETS
from dagster_project.defs.jobs import CHAIN
from dagster_project.defs.metadata import Telling, as_plain, column_lineage
from dagster_project.pipeline.counts import measured_f1
from dagster_project.pipeline.run import Run
from dagster_project.settings import Settings
from dagster_project.store.home import Home
from tests.integration.support import run_steps

pytestmark = pytest.mark.xdist_group("audit")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Run:
    return run_steps(Home.at(tmp_path_factory.mktemp("told")), "r1", sample_warc)


def told(run: Run, name: str, **more: Any) -> dict[str, Any]:
    telling = Telling(run, [name])
    telling.done()
    return dict(telling.of(name, **more).metadata or {})


def test_a_table_tells_its_rows_its_columns_and_shows_some(run: Run) -> None:
    said = told(run, "mentions")
    assert said["dagster/row_count"] == said["rows_delta"] == said["rows_staged"] > 100
    assert said["bytes_staged"] > 0 and said["per_row_of_revisions"] > 0
    assert [c.name for c in said["dagster/column_schema"].columns] == [c.name for c in TABLES["mentions"].columns]
    head, marks, *rows = said["preview"].value.split("\n")
    assert head.startswith("| article_id | revision |") and set(marks) <= set("| -")
    assert 1 <= len(rows) <= 5 and all(row.count("|") - row.count("\\|") == head.count("|") for row in rows)


def test_page_text_in_a_preview_is_no_markup() -> None:
    said = as_plain("<script>alert(1)</script> [x](javascript:y) | a\nb")
    assert "\n" not in said
    for mark in "<>[]()|":
        assert said.count(mark) == said.count(f"\\{mark}")


def test_a_row_of_captures_leads_to_its_page_and_only_to_one_on_the_web(run: Run) -> None:
    said = told(run, "captures")["a_page"].value
    assert "](http" in said and "javascript" not in said


def test_columns_say_which_other_tables_their_values_come_from() -> None:
    lineage = column_lineage(TABLES["mentions"]).deps_by_column
    assert {(d.asset_key.to_user_string(), d.column_name) for d in lineage["party_id"]} == {("parties", "party_id")}
    for table in TABLES.values():
        for column, deps in column_lineage(table).deps_by_column.items():
            assert column in table.by_name
            assert all(d.column_name in TABLES[d.asset_key.to_user_string()].by_name for d in deps)


def test_the_f1_of_parties_is_told_as_numbers_that_can_be_plotted(run: Run) -> None:
    measured = measured_f1()
    assert measured and all(name.startswith("F1 ") and 0 <= value <= 1 for name, value in measured.items())
    said = told(run, "mentions", **measured)
    assert measured.items() <= said.items()


def test_two_years_of_days_are_one_run() -> None:
    for asset in CAPTURE_ASSETS:
        assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def test_what_is_new_is_asked_for_once(tmp_path: Path) -> None:
    """The evaluation is the daemon's own: one for the sensor's tick, the cursor handed on."""
    defs = build_defs(settings=Settings(home=tmp_path))
    chain = {k.to_user_string() for k in CHAIN.resolve(defs.resolve_asset_graph())}

    def asked(instance: dg.DagsterInstance, cursor: Any) -> tuple[set[str], Any]:
        answer = dg.evaluate_automation_conditions(defs, instance, cursor=cursor)
        wanted = {r.key.to_user_string() for r in answer.results if r.true_subset.size}
        return wanted & chain, answer.cursor

    with dg.DagsterInstance.ephemeral() as instance:
        wanted, cursor = asked(instance, None)
        assert not wanted, "nothing was captured"
        new = dg.AssetMaterialization("crawl_kcna_kp", partition="2026-01-05")
        instance.report_runless_asset_event(new)
        wanted, cursor = asked(instance, cursor)
        assert wanted == chain
        wanted, cursor = asked(instance, cursor)
        assert not wanted, "it has been asked for"

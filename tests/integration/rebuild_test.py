"""Rebuilding: all, a site or some days are read again, and a version is made only where something differs."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dagster_project.pipeline.extract import Again, extract_pending
from dagster_project.pipeline.run import Run
from dagster_project.store.home import Home
from dagster_project.store.query import open_version
from tests.integration.support import build

pytestmark = pytest.mark.xdist_group("sample")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Home:
    made = Home.at(tmp_path_factory.mktemp("rebuild"))
    build(made, "first", sample_warc)
    return made


def read_again(home: Home, again: Again) -> list[tuple[str, date]]:
    """Site and day of each capture that is read."""
    run = Run(home, "again", workers=0)
    extract_pending(run, again=again)
    rows = [row for part in run.stage.parts("captures") for row in pq.read_table(part).to_pylist()]
    run.stage.drop()
    return sorted((row["site"], row["captured_at"].date()) for row in rows)


def test_what_the_configuration_names_is_read_again_and_nothing_else(home: Home) -> None:
    assert read_again(home, Again()) == []
    everything = read_again(home, Again(everything=True))
    with open_version(home) as dataset:
        assert len(everything) == dataset.execute("select count(*) from captures").fetchall()[0][0] > 50
    sites = sorted({site for site, _ in everything})
    days = sorted({day for _, day in everything})
    assert len(sites) > 1 and len(days) > 3
    assert read_again(home, Again(site=sites[0])) == [row for row in everything if row[0] == sites[0]]
    first, last = days[1], days[-2]
    assert read_again(home, Again(first=first, last=last)) == [row for row in everything if first <= row[1] <= last]
    both = Again(site=sites[-1], last=last)
    assert read_again(home, both) == [row for row in everything if row[0] == sites[-1] and row[1] <= last]
    assert read_again(home, Again(site="nowhere.example")) == []


@pytest.mark.parametrize("again", [Again(everything=True), Again(site="kcna.kp")], ids=["all", "a site"])
def test_a_rebuild_by_the_same_code_changes_nothing(home: Home, again: Again, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.integration import support

    monkeypatch.setattr(support, "extract_pending", lambda run: extract_pending(run, again=again))
    assert build(home, "again").version is None

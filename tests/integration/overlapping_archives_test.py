"""Archives that repeat or continue each other: in whatever order they come, the dataset is the same, to its digest."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dagster_project.pipeline import indexing
from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.run import Run
from dagster_project.store import revisits
from dagster_project.store.capture_index import index_folder
from dagster_project.store.chain import chain_faults, read_chain
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.query import open_version
from tests.integration.support import audit_all, run_steps
from tests.sample.compose import Capture, larger, write

pytestmark = pytest.mark.xdist_group("any_order")

LATER = timedelta(days=40)


def write_archives(folder: Path) -> dict[str, Path]:
    """Four pages as first captured; a month later one of them unchanged, and two more; and an archive that has a page of
    either in common with these, and the unchanged one as a whole response."""
    pages = list(larger(7))
    unchanged = replace(pages[0], at=pages[0].at + LATER)
    archives: dict[str, list[Capture]] = {
        "first": pages[:4],
        "later": [replace(unchanged, revisits=(pages[0].url, pages[0].at)), *pages[4:6]],
        "overlapping": [pages[2], pages[5], unchanged, pages[6]],
    }
    folder.mkdir()
    paths = {name: folder / f"{name}.warc.gz" for name in archives}
    for name, captures in archives.items():
        write(captures, paths[name])
    return paths


def build(home: Home, *inputs: Path, audited: bool = True) -> None:
    """A build of INPUTS; one that is AUDITED must pass."""
    run = run_steps(home, "-".join(path.name.split(".")[0] for path in inputs), *inputs)
    assert not audited or [result.name for result in audit_all(run) if not result.passed] == []
    publish_run(run)


def digest_of(home: Home) -> str:
    lake = open_lake(home)
    try:
        return versions(lake)[-1].digest
    finally:
        lake.close()


ORDERS = (("later", "first", "overlapping"), ("overlapping", "later", "first"), ("first", "overlapping", "later"))


def test_archives_in_any_order_make_the_same_version(tmp_path: Path) -> None:
    paths = write_archives(tmp_path / "archives")
    found: dict[tuple[str, ...], str] = {}
    for order in ORDERS:
        home = Home.at(tmp_path / "-".join(order))
        for name in order:
            build(home, paths[name], audited=name == order[-1])
        found[order] = digest_of(home)
    home = Home.at(tmp_path / "at_once")
    build(home, *paths.values())
    found["at once",] = digest_of(home)
    assert len(set(found.values())) == 1, found


def test_a_revisit_that_came_before_its_original_is_read_once_that_comes(tmp_path: Path) -> None:
    paths, home = write_archives(tmp_path / "archives"), Home.at(tmp_path / "home")
    build(home, paths["later"])
    build(home, paths["first"])
    asked = "select outcome, count(*) from captures group by all order by all"
    with open_version(home) as dataset:
        assert dataset.execute(asked).fetchall() == [("article", 7)]
        assert dataset.execute("select count(*) from rejects").fetchall() == [(0,)]
        seen = "select last_captured_at - first_captured_at from articles order by 1 desc limit 1"
        assert dataset.execute(seen).fetchall() == [(LATER,)]
    with open_version(home, 1) as dataset:
        assert dataset.execute(asked).fetchall() == [("article", 2), ("reject", 1)]


def test_archives_that_are_indexed_side_by_side_are_indexed_as_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_archives(tmp_path / "archives")
    cut = tmp_path / "archives" / "cut.warc.gz"
    cut.write_bytes(paths["first"].read_bytes()[:-300])
    (tmp_path / "archives" / "empty.warc.gz").touch()
    told = []
    for name, worth in (("together", 0), ("in_turn", 1 << 40)):
        monkeypatch.setattr(indexing, "WORTH_A_POOL", worth)
        home = Home.at(tmp_path / name)
        home.prepare()
        report = capture_inputs(Run(home, "one", workers=2), [str(tmp_path / "archives"), str(paths["first"])])
        files = sorted(index_folder(home).glob("*.parquet"))
        rows = {file.name: pq.read_table(file).to_pylist() for file in files}
        lines = [path.read_bytes() for path in sorted(home.captures.glob("*.cdxj"))]
        told.append((report, rows, lines, [(link.archive, link.end) for link in read_chain(home)]))
        assert all(row["payload_file"] for found in rows.values() for row in found)
        assert list(chain_faults(home)) == [] and not list(home.captures.rglob("*.tmp"))
    (report, *together), (in_turn_report, *in_turn) = told
    assert together[:2] == in_turn[:2]
    assert (report.files, report.responses, sorted(report.notes)) == (
        in_turn_report.files,
        in_turn_report.responses,
        sorted(in_turn_report.notes),
    )
    assert report.files == 5 and any("empty.warc.gz: holds no WARC record" in note for note in report.notes)


@pytest.mark.parametrize("at_once", [0, 1, 3, 50_000])
def test_revisits_of_many_archives_are_resolved_however_many_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(revisits, "OPEN_AT_ONCE", at_once)
    folder, pages = tmp_path / "archives", list(larger(8))
    folder.mkdir()
    for number, page in enumerate(pages):
        others = [pages[number - 1], pages[number - 3]]
        again = [
            replace(other, at=other.at + LATER + n * LATER, revisits=(other.url, other.at))
            for n, other in enumerate(others)
        ]
        write([page, *again], folder / f"{number}.warc.gz")
    home = Home.at(tmp_path / "home")
    home.prepare()
    capture_inputs(Run(home, "one", workers=0), [str(folder)])
    rows = pq.read_table(index_folder(home)).to_pylist()
    payloads = {row["url"]: row["payload_sha256"] for row in rows if row["payload_offset"] == row["warc_offset"]}
    assert len(rows) == 24 and len(payloads) == 8
    assert all(row["payload_file"] and row["payload_sha256"] == payloads[row["url"]] for row in rows)

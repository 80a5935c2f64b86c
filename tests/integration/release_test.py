"""Promises of releases: the same bytes anywhere, papers that their own libraries accept, and faults that are found."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.shape import CalendarVersion
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.release.data_files import safe_cell, sha256_of
from dagster_project.store.release.verify import verify_release
from dagster_project.store.release.write import write_release
from tests.integration.release_support import grown_home, home_at_once

pytestmark = pytest.mark.xdist_group("release")
NAME = "2026.02.14"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return grown_home(tmp_path_factory.mktemp("grown"))


@pytest.fixture(scope="module")
def released(grown: Home) -> Path:
    return write_release(grown).folder


@pytest.fixture
def copy(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / released.name))


def sign(folder: Path) -> None:
    """Write the checksums anew, as one who alters a release and hides it would."""
    names = sorted(p.name for p in folder.iterdir() if p.name != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(f"{sha256_of(folder / n)}  {n}\n" for n in names), encoding="utf-8")


def alter(folder: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    path = folder / f"{table}.parquet"
    held = pq.read_table(path)
    pq.write_table(change(held).cast(held.schema), path)
    sign(folder)


def test_the_same_captures_give_the_same_bytes_in_another_home_built_in_another_order(
    grown: Home, released: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = home_at_once(tmp_path_factory.mktemp("once"))
    first, second = (versions(open_lake(home))[-1] for home in (grown, other))
    assert first.created_at != second.created_at and first.version != second.version
    again = write_release(other, version=NAME).folder
    files = {p.name: p.read_bytes() for p in released.iterdir()}
    assert files == {p.name: p.read_bytes() for p in again.iterdir()}
    assert len(files) > 20


def test_a_release_tells_no_clock_and_no_place(grown: Home, released: Path) -> None:
    made = versions(open_lake(grown))[-1].created_at
    for path in released.iterdir():
        body = path.read_bytes()
        assert str(grown.root).encode() not in body, path.name
        assert f"{made:%Y-%m-%dT%H:%M:%S}".encode() not in body, path.name


def test_a_release_is_named_by_its_newest_capture_and_never_written_over(grown: Home, released: Path) -> None:
    assert released == grown.releases / NAME
    assert not write_release(grown).fresh
    with pytest.raises(PalimpsestError, match="never renumbered"):
        write_release(grown, at=1, version=NAME)
    assert verify_release(released) == []


def test_an_older_version_can_be_released_under_its_own_name(grown: Home) -> None:
    written = write_release(grown, at=1)
    assert str(written.release.version) < NAME
    assert verify_release(written.folder) == []


@pytest.mark.parametrize("name", ["2026.7.13", "2026.02.30", "v1", "2026.07.13.0", "../2026.07.13"])
def test_what_is_no_calendar_version_is_refused(name: str) -> None:
    with pytest.raises(PalimpsestError, match="is no calendar version"):
        CalendarVersion.parse(name)


def test_rows_lie_sorted_with_statistics_and_the_meaning_of_their_columns(released: Path) -> None:
    for path in released.glob("*.parquet"):
        file = pq.ParquetFile(path)
        assert all(f.metadata[b"description"] for f in file.schema_arrow), path.name
        for group in range(file.metadata.num_row_groups):
            column = file.metadata.row_group(group).column(0)
            assert column.compression == "ZSTD" and column.is_stats_set and column.has_offset_index
    rows = pq.read_table(released / "mentions.parquet", columns=["party_id", "article_id", "revision", "mention_id"])
    listed = [tuple(row.values()) for row in rows.to_pylist()]
    assert listed == sorted(listed) and len(set(listed)) == len(listed)


def test_the_data_package_and_every_row_of_it_validate_with_frictionless(grown: Home, released: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="needs frictionless to validate the data package")
    described = json.loads((released / "datapackage.json").read_text(encoding="utf-8"))
    assert list(frictionless.Package.metadata_validate(described)) == []
    table = write_release(grown, style="csv").folder
    report = frictionless.validate(str(table / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:5]
    assert len(report.tasks) == len(described["resources"])


@pytest.mark.parametrize("without_text", [False, True])
def test_the_croissant_description_validates_and_reads_every_row(
    grown: Home, released: Path, without_text: bool
) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="needs mlcroissant to validate the description")
    folder = write_release(grown, without_text=without_text).folder
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    for table in ("articles", "mentions", "erasures", "changes"):
        rows = pq.read_metadata(folder / f"{table}.parquet").num_rows
        assert sum(1 for _ in dataset.records(table)) == rows > 0


def test_a_release_without_text_quotes_no_page(grown: Home, released: Path) -> None:
    bare = write_release(grown, without_text=True).folder
    assert verify_release(bare) == []
    bodies = pq.read_table(released / "revisions.parquet", columns=["body", "title"]).to_pylist()
    sentences = {line for row in bodies for line in [*row["body"].split("\n"), row["title"]] if len(line) > 30}
    assert sentences
    for path in bare.glob("*.parquet"):
        held = json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        assert not [s for s in sentences if s in held], path.name
    assert (
        pq.read_metadata(bare / "mentions.parquet").num_rows == pq.read_metadata(released / "mentions.parquet").num_rows
    )


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_other_formats_hold_the_same_rows(grown: Home, released: Path, style: str) -> None:
    folder = write_release(grown, style=style).folder  # type: ignore[arg-type]
    assert verify_release(folder) == []
    wanted = pq.read_table(released / "revisions.parquet").to_pylist()
    path = folder / f"revisions.{style}"
    if style == "csv":
        with path.open(encoding="utf-8", newline="") as stream:
            found = list(csv.DictReader(stream))
    else:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["body"] for row in found] == [row["body"] for row in wanted]
    assert [row["published_on"] or None for row in found] == [
        row["published_on"] and row["published_on"].isoformat() for row in wanted
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell(["=1"]) == '["=1"]' and safe_cell(-1) == -1


def test_one_flipped_bit_is_found(copy: Path) -> None:
    path = copy / "articles.parquet"
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    assert verify_release(copy) == ["articles.parquet: altered, its SHA-256 is not the one in SHA256SUMS"]


@pytest.mark.parametrize("name", ["mentions.parquet", "dictionary.md", "provenance.json"])
def test_a_missing_file_is_found(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert verify_release(copy) == [f"{name}: missing"]


def test_a_file_that_was_not_released_is_found(copy: Path) -> None:
    (copy / "more.parquet").write_bytes(b"PAR1")
    assert verify_release(copy) == ["more.parquet: is not listed in SHA256SUMS"]


def test_an_extra_row_is_found_though_the_checksums_were_written_anew(copy: Path) -> None:
    alter(copy, "mentions", lambda t: pa.concat_tables([t, t.slice(0, 1)]))
    faults = verify_release(copy)
    rows = pq.read_metadata(copy / "mentions.parquet").num_rows
    assert len(faults) == 2
    assert faults[0] == f"mentions.parquet: holds {rows} rows, provenance.json says {rows - 1}"
    assert "keys stand more than once" in faults[1]


def test_a_dangling_reference_is_found_though_the_checksums_were_written_anew(copy: Path) -> None:
    def rename(table: pa.Table) -> pa.Table:
        ids = pc.replace_substring(table["party_id"], "country:RUS", "country:XXX")
        return table.set_column(table.schema.get_field_index("party_id"), table.schema.field("party_id"), ids)

    alter(copy, "mentions", rename)
    (fault,) = verify_release(copy)
    assert "values of party_id are not in parties.party_id, as country:XXX" in fault


def test_a_column_that_is_not_described_is_found(copy: Path) -> None:
    path = copy / "dates.parquet"
    table = pq.read_table(path)
    pq.write_table(table.append_column("more", pa.nulls(len(table), pa.string())), path)
    sign(copy)
    assert verify_release(copy) == ["dates.parquet: its columns are not those described: more"]


def test_a_capture_taken_out_breaks_the_chain(copy: Path) -> None:
    kept = pq.read_table(copy / "captures.parquet")
    rejected = kept.filter(pc.equal(kept["outcome"], "reject"))["capture_id"][0]
    alter(copy, "captures", lambda t: t.filter(pc.not_equal(t["capture_id"], rejected)))
    faults = verify_release(copy)
    assert "captures.parquet: its captures are not those of the chain in provenance.json" in faults


def test_with_only_the_release_questions_are_answered_in_plain_duckdb(released: Path) -> None:
    duck = duckdb.connect()
    for path in released.glob("*.parquet"):
        duck.read_parquet(str(path)).create_view(path.stem)
    named = duck.sql(
        "select count(distinct article_id) from mentions where party_id = 'country:RUS' and field = 'body'"
    ).fetchone()
    gone = duck.sql("select count(*) from articles where state = 'deleted'").fetchone()
    erased = duck.sql("select count(*) from erasures join parties using (party_id) where name <> ''").fetchone()
    assert named and gone and erased and named[0] > 0 and gone[0] > 0 and erased[0] == 6

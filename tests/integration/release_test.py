"""Promises of releases: the same bytes anywhere, papers that their own libraries accept, and faults that are found."""

import csv
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from dagster_project.audit.version import audit_version
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.shape import CalendarVersion
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.release import write
from dagster_project.store.release.data_files import safe_cell, sha256_of
from dagster_project.store.release.verify import verify_release
from tests.integration.release_support import home_at_once

pytestmark = pytest.mark.xdist_group("release")
NAME = "2026.02.14"
write_release = partial(write.write_release, audit=audit_version)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("releases")


@pytest.fixture(scope="module")
def released(grown: Home, shelf: Path) -> Path:
    return write_release(grown, out=shelf).folder


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
    assert released.name == NAME
    assert not write_release(grown, out=released.parent).fresh
    with pytest.raises(PalimpsestError, match="never renumbered"):
        write_release(grown, at=1, version=NAME, out=released.parent)
    assert verify_release(released) == []


def test_a_release_tells_what_the_checks_say_of_every_row(grown: Home, released: Path) -> None:
    told = json.loads((released / "checks.json").read_text(encoding="utf-8"))
    assert told["asked"] == len(told["checks"]) > 100
    assert {c["table"] for c in told["checks"]} >= {"articles", "mentions", "erasures", "captures"}
    critical = [c["check"] for c in told["checks"] if c["severity"] == "critical" and not c["passed"]]
    assert critical == [], "what was published has passed"
    issues = (released / "KNOWN_ISSUES.md").read_text(encoding="utf-8")
    assert f"{told['asked']} checks were asked of every row" in issues
    for c in told["checks"]:
        assert c["passed"] == (c["rows"] == 0) and (c["passed"] or c["check"] in issues.replace("\\", ""))


def test_a_check_of_a_whole_version_finds_rows_that_do_not_fit(grown: Home) -> None:
    with write.version_source(grown, versions(open_lake(grown))[-1]) as connection:
        before = {c.check: c.rows for c in audit_version(connection)}
        connection.execute("create table moved as select * replace (char_start + 1 as char_start) from mentions")
        connection.execute("create or replace temp view mentions as from moved")
        after = {c.check: c.rows for c in audit_version(connection)}
    assert before["mention_spans_cut_surface"] == 0 < after["mention_spans_cut_surface"]


def test_an_older_version_can_be_released_under_its_own_name(grown: Home) -> None:
    written = write_release(grown, at=1)
    assert written.folder.parent == grown.releases
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
    table = write_release(grown, style="csv", out=released.parent).folder
    report = frictionless.validate(str(table / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:5]
    assert len(report.tasks) == len(described["resources"])


@pytest.mark.parametrize("without_text", [False, True])
def test_the_croissant_description_validates_and_reads_every_row(
    grown: Home, released: Path, without_text: bool
) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="needs mlcroissant to validate the description")
    folder = write_release(grown, without_text=without_text, out=released.parent).folder
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    for table in ("articles", "mentions", "erasures", "changes"):
        rows = pq.read_metadata(folder / f"{table}.parquet").num_rows
        assert sum(1 for _ in dataset.records(table)) == rows > 0


def test_a_release_without_text_quotes_no_page(grown: Home, released: Path) -> None:
    bare = write_release(grown, without_text=True, out=released.parent).folder
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
    folder = write_release(grown, style=style, out=released.parent).folder  # type: ignore[arg-type]
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


def test_changes_name_the_release_before_its_edits_deletions_and_erasures(grown: Home, tmp_path: Path) -> None:
    first = write_release(grown, at=1, out=tmp_path)
    second = write_release(grown, out=tmp_path)
    text = (second.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert f"Since {first.folder.name}." in text
    assert "| kcna.kp/5938237efdaab5129af5ec434914cc8a | 2 | 2026-02-14 |" in text
    assert text.count("| person:Ri Hyang Ok |") == 1
    assert "first release" in (first.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert not write_release(grown, out=tmp_path).fresh


def test_a_release_made_before_another_does_not_change_what_that_one_follows(grown: Home, tmp_path: Path) -> None:
    second = write_release(grown, out=tmp_path)
    write_release(grown, at=1, out=tmp_path)
    assert not write_release(grown, out=tmp_path).fresh
    assert "first release" in (second.folder / "CHANGES.md").read_text(encoding="utf-8")


def test_known_issues_tell_figures_gaps_and_every_reject(released: Path) -> None:
    text = (released / "KNOWN_ISSUES.md").read_text(encoding="utf-8")
    rejects = pq.read_table(released / "rejects.parquet", columns=["stage", "reason"]).to_pylist()
    assert rejects
    for row in rejects:
        assert f"| {row['stage']} | {row['reason'].replace('_', chr(92) + '_')} |" in text
    assert "| kcna.co.jp | 2007-03-09 | 2012-05-11 | 1889 |" in text
    assert "| body |" in text


def test_the_citation_is_yaml_that_names_the_version_and_its_digest(released: Path) -> None:
    cited = yaml.safe_load((released / "CITATION.cff").read_text(encoding="utf-8"))
    provenance = json.loads((released / "provenance.json").read_text(encoding="utf-8"))
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "dataset", NAME)
    assert cited["identifiers"][0]["value"] == provenance["digest"]


@pytest.fixture(scope="module")
def entities(grown: Home, shelf: Path) -> list[dict[str, Any]]:
    folder = write_release(grown, style="ftm", out=shelf).folder
    assert verify_release(folder) == []
    lines = (folder / "entities.ftm.json").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_mention_of_a_body_leads_to_its_party_and_its_article(
    entities: list[dict[str, Any]], released: Path
) -> None:
    known = {e["id"]: e["schema"] for e in entities}
    assert len(known) == len(entities)
    mentions = [e["properties"] for e in entities if e["schema"] == "Mention"]
    pairs = pq.read_table(released / "mentions.parquet", columns=["article_id", "party_id"]).to_pylist()
    assert len(mentions) == len({tuple(p.values()) for p in pairs}) > 50
    assert {known[m["document"][0]] for m in mentions} == {"Article"}
    resolved = {known[m["resolved"][0]] for m in mentions if "resolved" in m}
    assert {"Person", "Organization"} <= resolved and not resolved & {"Territory", "Address", "Article"}


def test_entities_are_those_of_the_model_of_followthemoney(entities: list[dict[str, Any]]) -> None:
    ftm = pytest.importorskip("followthemoney", reason="needs followthemoney to check the entities against its model")
    for entity in entities:
        proxy = ftm.model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        assert proxy.to_dict()["properties"].keys() == entity["properties"].keys()

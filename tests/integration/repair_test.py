"""Promises of verify and repair: damage is named, and put right from backups and captures, or said to be past that."""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError, SupersededError
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.repair import repair_home, set_lake_aside
from dagster_project.store.catalog_files import backup_files, known_files
from dagster_project.store.chain import chain_file, read_chain
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions
from dagster_project.store.maintenance import maintain
from dagster_project.store.query import open_version
from dagster_project.store.verify import verify_home
from dagster_project.store.warc_files import adopt
from tests.integration.release_support import parts
from tests.integration.support import build, run_steps

pytestmark = pytest.mark.xdist_group("release")


@pytest.fixture
def copy(grown: Home, tmp_path: Path) -> Home:
    home = Home.at(shutil.copytree(grown.root, tmp_path / "home"))
    open_version(home).close()
    assert verify_home(home) == []
    return home


def digests(home: Home) -> list[tuple[int, str]]:
    return [(v.version, v.digest) for v in versions(open_lake(home))]


def flip(path: Path, at: float = 0.5) -> None:
    """Change one byte of the file."""
    body = bytearray(path.read_bytes())
    body[int(len(body) * at)] ^= 0x55
    path.write_bytes(body)


def first_file(home: Home, table: str) -> Path:
    return next(
        f.path for f in sorted(known_files(home), key=lambda f: f.begin) if (f.table, f.kind) == (table, "data")
    )


def test_a_sound_home_has_no_faults_and_nothing_to_repair(copy: Home) -> None:
    assert verify_home(copy) == []
    found = repair_home(copy)
    assert (found.done, found.left) == ([], [])


def test_damaged_parquet_files_are_named_and_made_again_to_the_byte(copy: Home) -> None:
    before = digests(copy)
    harmed = {table: first_file(copy, table) for table in ("mentions", "captures", "texts", "versions")}
    whole = {path: path.read_bytes() for path in harmed.values()}
    flip(harmed["mentions"], 0.3)
    flip(harmed["captures"])
    harmed["texts"].write_bytes(whole[harmed["texts"]][:-20])
    harmed["versions"].unlink()
    faults = verify_home(copy)
    assert len(faults) == 4 and all("palimpsest repair" in fault for fault in faults)
    assert all(any(path.name in fault for fault in faults) for path in whole)
    found = repair_home(copy)
    assert not found.left and all(any(path.name in line for line in found.done) for path in whole)
    assert {path: path.read_bytes() for path in whole} == whole
    assert verify_home(copy) == [] and digests(copy) == before


def test_a_file_that_cannot_be_made_again_is_said_and_nothing_is_put_in_its_place(copy: Home) -> None:
    path = next(f.path for f in known_files(copy) if f.kind == "deletes")
    path.unlink()
    (said,) = repair_home(copy).left
    assert path.name in said and "--anew" in said and not path.exists()


def test_a_damaged_catalog_is_restored_from_the_backup_of_the_last_version(copy: Home) -> None:
    before, whole = digests(copy), copy.catalog.read_bytes()
    altered = whole[:4096] + bytes(2048) + whole[4096 + 2048 :]
    for harm in (None, b"no database" * 1000, whole[:9000], altered):
        if harm is None:
            copy.catalog.unlink()
        else:
            copy.catalog.write_bytes(harm)
        assert any("catalog.sqlite" in fault and "palimpsest repair" in fault for fault in verify_home(copy))
        found = repair_home(copy)
        assert not found.left and "restored from" in found.done[0]
        assert digests(copy) == before
    assert verify_home(copy) == []
    assert build(copy, "after").version is None


def test_without_a_backup_the_dataset_is_made_again_from_the_captures(copy: Home) -> None:
    before = digests(copy)[-1][1]
    shutil.rmtree(copy.backups)
    copy.catalog.write_bytes(b"")
    (said,) = repair_home(copy).left
    assert "repair --anew" in said
    set_lake_aside(copy)
    build(copy, "anew")
    assert digests(copy)[-1] == (1, before) and verify_home(copy) == []


def test_the_backups_follow_the_versions_and_maintenance(copy: Home) -> None:
    assert len(backup_files(copy)) == 2
    maintain(copy, now=datetime.now(UTC) + timedelta(days=30))
    assert len(backup_files(copy)) == 1 and verify_home(copy) == []
    copy.catalog.write_bytes(b"")
    assert not repair_home(copy).left and verify_home(copy) == []


def test_a_publish_that_ended_before_its_backup_loses_nothing(copy: Home, tmp_path: Path) -> None:
    for path in backup_files(copy)[:1]:
        path.unlink()
    copy.catalog.write_bytes(b"")
    before = versions_of_copy(copy)
    assert "restored from" in repair_home(copy).done[0]
    assert build(copy, "again").version == 2
    assert digests(copy)[-1][1] == before[-1][1] and verify_home(copy) == []


def versions_of_copy(home: Home) -> list[tuple[int, str]]:
    with open_version(home) as dataset:
        return dataset.execute("select version, digest from versions order by version").fetchall()


def test_a_reading_copy_of_another_version_is_told_and_made_anew(copy: Home) -> None:
    shutil.copy(copy.root / "home.json", copy.root / "kept")
    copy.reading_copy.write_bytes(b"nothing")
    (fault,) = verify_home(copy)
    assert "palimpsest.duckdb" in fault
    repair_home(copy)
    assert verify_home(copy) == []


def archives(home: Home) -> list[Path]:
    return sorted(home.captures.glob("*.warc.gz"))


def test_an_altered_archive_is_found_and_put_right_by_importing_it_again(copy: Home, tmp_path: Path) -> None:
    warc = archives(copy)[0]
    good = tmp_path / "good.warc.gz"
    shutil.copy(warc, good)
    flip(warc)
    (fault,) = verify_home(copy)
    assert warc.name in fault and "altered" in fault
    assert adopt(good, copy.captures) == warc
    assert verify_home(copy) == []


def test_a_capture_that_was_taken_out_of_an_archive_is_found(copy: Home) -> None:
    warc = archives(copy)[0]
    from dagster_project.store.live_files import member_ends

    ends = list(member_ends(warc))
    body = warc.read_bytes()
    warc.write_bytes(body[: ends[3]] + body[ends[5] :])
    (fault,) = verify_home(copy)
    assert warc.name in fault


def test_an_archive_that_was_taken_away_is_found_though_chain_and_index_were_cleaned(copy: Home) -> None:
    warc = archives(copy)[0]
    warc.unlink()
    assert any(warc.name in fault and "gone" in fault for fault in verify_home(copy))
    links = [link for link in read_chain(copy) if link.archive != warc.name]
    chain_file(copy).write_text("".join(f"{link.line()}\n" for link in links), encoding="utf-8")
    assert any("chain" in fault for fault in verify_home(copy))


def test_a_chain_that_was_written_anew_is_told_by_the_versions(copy: Home) -> None:
    from dagster_project.store.chain import seal
    from dagster_project.store.live_files import whole_end

    flip(archives(copy)[0])
    chain_file(copy).unlink()
    seal(copy, {path.name: whole_end(path) or path.stat().st_size for path in archives(copy)})
    faults = verify_home(copy)
    assert any("no longer the beginning" in fault for fault in faults), faults


def test_a_line_of_the_chain_that_a_crash_cut_short_is_cut_off(copy: Home) -> None:
    from dagster_project.store.chain import seal

    path = chain_file(copy)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"number": 99, "archi')
    assert verify_home(copy) == []
    extra = copy.captures / "more.warc.gz"
    extra.write_bytes(gzip.compress(b"x"))
    seal(copy, {"more.warc.gz": extra.stat().st_size})
    assert path.read_bytes().startswith(whole) and len(read_chain(copy)) == 3


def test_a_row_that_was_changed_in_the_catalog_is_told(copy: Home) -> None:
    with sqlite3.connect(copy.catalog) as connection:
        connection.execute(
            "delete from ducklake_delete_file where rowid = (select min(rowid) from ducklake_delete_file)"
        )
    assert any("are not the" in fault for fault in verify_home(copy))


@pytest.fixture
def two_runs(tmp_path: Path) -> Iterator[tuple[Home, list[Path]]]:
    yield Home.at(tmp_path / "home"), list(parts(tmp_path))


def test_a_run_that_another_one_overtook_publishes_nothing_and_the_next_makes_up_for_it(
    two_runs: tuple[Home, list[Path]], tmp_path: Path
) -> None:
    home, (early, late) = two_runs
    one = run_steps(home, "one", early)
    other = run_steps(home, "other", late)
    assert publish_run(other).version == 1
    with pytest.raises(SupersededError, match="nothing is lost"):
        publish_run(one)
    build(home, "again")
    whole = Home.at(tmp_path / "whole")
    build(whole, "both", early, late)
    assert digests(home)[-1][1] == digests(whole)[-1][1]


def test_a_home_without_captures_is_named(tmp_path: Path) -> None:
    with pytest.raises(PalimpsestError, match="restore it from a backup"):
        repair_home(Home.at(tmp_path / "none"))
    with pytest.raises(PalimpsestError, match="holds no dataset"):
        verify_home(Home.at(tmp_path / "none"))

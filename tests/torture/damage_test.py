"""Damage inside an archive: what lies after it is read, a live file is not cut there, and nothing is appended to it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dagster_project.store.capture_index import index_missing, index_warc
from dagster_project.store.home import Home
from dagster_project.store.live_files import member_ends
from dagster_project.store.warc import read_responses
from dagster_project.store.warc_files import write_responses
from dagster_project.store.warc_records import Fetched
from dagster_project.store.warc_writer import CaptureWriter

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def fetched(number: int) -> Fetched:
    body = b"<p>%d</p>" % number + bytes(range(256)) * 4
    return Fetched(f"http://example.org/{number}", NOON, 200, "OK", (("Content-Type", "text/html"),), body)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home")
    home.prepare()
    return home


def harm(warc: Path, record: int) -> None:
    """Change bytes in the middle of the RECORDth gzip member."""
    ends = [0, *member_ends(warc)]
    body = bytearray(warc.read_bytes())
    at = (ends[record] + ends[record + 1]) // 2
    body[at : at + 4] = bytes(b ^ 0xFF for b in body[at : at + 4])
    warc.write_bytes(body)


def numbers(warc: Path) -> list[str]:
    return [r.url.rpartition("/")[2] for r in read_responses(warc, on_damage=lambda _: None) if not r.verdict]


def test_records_after_a_damaged_one_are_read_and_the_damage_is_told(place: Home) -> None:
    warc = write_responses([fetched(n) for n in range(9)], place.captures)
    assert warc is not None
    harm(warc, 4)
    notes: list[str] = []
    found = [r.url.rpartition("/")[2] for r in read_responses(warc, on_damage=notes.append) if not r.verdict]
    assert set("012") <= set(found) and set("45678") <= set(found), found
    assert notes and "before and after were read" in notes[0]
    assert index_warc(place, warc, notes.append) >= 8


def test_a_live_file_that_is_damaged_is_not_cut_and_not_appended_to(place: Home) -> None:
    with CaptureWriter(place, {}, now=lambda: NOON) as writer:
        for number in range(6):
            writer.store(fetched(number))
    (warc,) = place.captures.glob("live-*.warc.gz")
    harm(warc, 3)
    size = warc.stat().st_size
    index = next((place.captures / "index").glob("*.parquet"))
    index.unlink()
    (place.captures / "chain.jsonl").unlink()
    index_missing(place, lambda _: None)
    assert warc.stat().st_size == size and {"4", "5"} <= set(numbers(warc))
    with CaptureWriter(place, {}, now=lambda: NOON) as writer:
        for number in range(6, 8):
            writer.store(fetched(number))
    found = {n for path in place.captures.glob("live-*.warc.gz") for n in numbers(path)}
    assert {"4", "5", "6", "7"} <= found


def test_an_index_that_is_damaged_or_ahead_of_its_archive_is_made_anew(place: Home) -> None:
    warc = write_responses([fetched(n) for n in range(3)], place.captures)
    assert warc is not None and index_warc(place, warc) == 3
    index = next((place.captures / "index").glob("*.parquet"))
    index.write_bytes(b"PAR1 no more")
    index_missing(place)
    assert index_warc(place, warc) == 3


def test_what_dead_processes_left_is_swept_and_what_live_ones_write_stays(place: Home) -> None:
    import os
    import subprocess
    import sys

    from dagster_project.store.maintenance import sweep

    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    gone = done.stdout.strip()
    backup = place.root / "lake" / "backups" / f"catalog-0000000003.sqlite.{gone}.tmp"
    dead = [
        place.captures / f"incoming-{gone}.tmp",
        place.root / f"palimpsest.{gone}.tmp.wal",
        place.version_backups / f"ducklake-01.parquet.{gone}.tmp",
        backup,
        *(backup.with_name(backup.name + end) for end in ("-journal", "-wal", "-shm")),
    ]
    live = place.captures / f"incoming-{os.getpid()}.tmp"
    for path in (*dead, live):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert sweep(place) == len(dead) and live.exists() and not any(path.exists() for path in dead)

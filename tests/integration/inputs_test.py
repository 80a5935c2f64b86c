"""Promises of inputs: zip files and standard input are captured as the files in them, and can't reach out of their place."""

import gzip
import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline.bare_pages import as_responses, look_at
from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.run import Run
from dagster_project.sources.unpack import spool, unzip
from dagster_project.store.capture_index import index_folder
from dagster_project.store.home import Home
from tests.sample.compose import Archive, sample

NOTED = datetime(2026, 1, 9, tzinfo=UTC)
PAGE = b'<html><head><link rel="canonical" href="http://www.kcna.kp/en/article/q/%s.kcmsf"></head><body><p>x</p></body></html>'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    home = Home.at(tmp_path / "home")
    home.prepare()
    return Run(home, "test", workers=0)


def archive() -> bytes:
    stream = io.BytesIO()
    writer = Archive(stream)
    for capture in sample()[0][:3]:
        writer.add(capture)
    return stream.getvalue()


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in members.items():
            out.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", "."), (2026, 1, 2, 3, 4, 6)), body)
    return path


def test_archives_and_pages_in_a_zip_are_captured_with_their_times(run: Run, tmp_path: Path) -> None:
    members = {"a_dot_warc.gz": archive(), "pages__one_dot_html": PAGE % (b"a" * 32), "notes_dot_txt": b"not ours"}
    zipped(tmp_path / "given.zip", **members)
    report = capture_inputs(run, [str(tmp_path / "given.zip")])
    assert (report.files, report.responses, report.notes) == (2, 4, [])
    rows = pq.read_table(index_folder(run.home)).to_pylist()
    page = next(r for r in rows if "aaaa" in r["url"])
    assert page["captured_at"].isoformat() == "2026-01-02T03:04:06+00:00"
    again = capture_inputs(run, [str(tmp_path / "given.zip")])
    assert again.files == 2 and len(pq.read_table(index_folder(run.home))) == len(rows)
    assert not list(run.home.staging.glob("unpacked-*"))


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    names = {"..__..__evil_dot_html": PAGE, "__etc__evil_dot_html": PAGE, "C:evil_dot_html": PAGE}
    folder = tmp_path / "in"
    folder.mkdir()
    target = unzip(zipped(tmp_path / "given.zip", **names), folder)
    assert sorted(p.name for p in target.iterdir()) == ["000000.html", "000001.html", "000002.html"]
    assert not list(tmp_path.glob("evil*"))


def test_a_zip_that_cannot_be_read_is_a_note_beside_what_can(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 not at all")
    (tmp_path / "good.warc.gz").write_bytes(archive())
    report = capture_inputs(run, [str(tmp_path)])
    assert report.files == 1 and len(report.notes) == 1 and "bad.zip" in report.notes[0]
    with pytest.raises(PalimpsestError, match=r"bad\.zip"):
        capture_inputs(run, [str(tmp_path / "bad.zip")])


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.sources.unpack.MAX_UNPACKED", 1000)
    with pytest.raises(PalimpsestError, match="unpacks to over"):
        unzip(zipped(tmp_path / "bomb.zip", a_dot_html=bytes(2000)), tmp_path)


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        (gzip.compress(b"WARC/1.0", mtime=0), ".warc.gz"),
        (b"WARC/1.1\r\n", ".warc"),
        (b"PK\x03\x04rest", ".zip"),
        (b"<!DOCTYPE html>", ".html"),
    ],
)
def test_standard_input_is_told_by_its_first_bytes(body: bytes, suffix: str, tmp_path: Path) -> None:
    found = spool(io.BytesIO(body), tmp_path)
    assert found.name == f"stdin{suffix}" and found.read_bytes() == body


def test_empty_standard_input_is_said(tmp_path: Path) -> None:
    with pytest.raises(PalimpsestError, match="standard input is empty"):
        spool(io.BytesIO(b""), tmp_path)


def test_a_day_with_far_fewer_articles_than_its_weeks_is_told(tmp_path: Path) -> None:
    import duckdb

    from dagster_project.store.sql import statement

    with duckdb.connect() as connection:
        connection.execute(
            "create table articles as select 'a.org' as site, d::date as published_on, n::varchar as article_id "
            "from generate_series(date '2026-01-01', date '2026-02-10', interval 1 day) as t(d), range(10) as r(n) "
            "where not (d = date '2026-01-20' and n > 1) and d <> date '2026-01-25'"
        )
        found = connection.execute(statement("store/thin_days")).fetchall()
    assert [(str(day), count) for _, day, count, _ in found] == [("2026-01-25", 0), ("2026-01-20", 2)]


def saved(folder: Path, name: str, body: bytes, day: int) -> Path:
    path = folder / name
    path.write_bytes(body)
    moment = datetime(2026, 1, day, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    return path


def stored(home: Home) -> list[tuple[str, int]]:
    rows = pq.read_table(index_folder(home)).to_pylist() if list(index_folder(home).glob("*.parquet")) else []
    return sorted((row["url"][-10:], row["captured_at"].day) for row in rows)


def test_a_page_that_was_saved_twice_is_stored_once_and_an_altered_one_again(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    saved(folder, "copy.html", PAGE % (b"a" * 32), 4)
    saved(folder, "first.html", PAGE % (b"a" * 32), 3)
    saved(folder, "other.html", PAGE % (b"b" * 32), 5)
    assert capture_inputs(run, [str(folder)]).responses == 3
    assert stored(run.home) == [("aaaa.kcmsf", 3), ("bbbb.kcmsf", 5)]
    saved(folder, "other.html", (PAGE % (b"b" * 32)).replace(b"<p>x", b"<p>y"), 6)
    capture_inputs(run, [str(folder)])
    assert [day for _, day in stored(run.home)] == [3, 5, 6]
    assert len(list(run.home.captures.glob("*.warc.gz"))) == 2


def test_a_page_that_changes_while_it_is_read_is_told_and_left_for_the_next_build(tmp_path: Path) -> None:
    one = look_at(saved(tmp_path, "one.html", PAGE % (b"a" * 32), 1), None)
    gone = look_at(saved(tmp_path, "gone.html", PAGE % (b"b" * 32), 2), None)
    altered = look_at(saved(tmp_path, "altered.html", PAGE % (b"c" * 32), 3), None)
    gone.path.unlink()
    altered.path.write_bytes(b"<p>being written")
    notes: list[str] = []
    assert [response.url for response in as_responses([one, gone, altered], notes.append)] == [one.url]
    assert [note.split(": ")[0] for note in notes] == [str(gone.path), str(altered.path)]


@pytest.mark.parametrize(
    ("noted", "moment"),
    [
        ("<!-- saved from url=(0040)http://www.kcna.kp/en/article/q/abc.kcmsf -->", NOTED),
        ("<!-- saved from url=(0040)http://www.kcna.kp/en/article/q/abc.kcmsf-->", NOTED),
        (
            "<!--\n Page saved with SingleFile \n url: http://www.kcna.kp/en/article/q/abc.kcmsf \n saved date: "
            "Fri Jan 02 2026 21:04:05 GMT+0900 (Korean Standard Time)\n-->",
            datetime(2026, 1, 2, 12, 4, 5, tzinfo=UTC),
        ),
        (
            "<!--\n Page saved with SingleFile \n url: http://www.kcna.kp/en/article/q/abc.kcmsf \n saved date: Fri Feb 31 2026 "
            "21:04:05 GMT+0900\n-->",
            NOTED,
        ),
    ],
    ids=["browser", "without a space", "SingleFile", "no such day"],
)
def test_a_page_that_a_browser_saved_has_the_address_and_time_noted_in_it(
    tmp_path: Path, noted: str, moment: datetime
) -> None:
    page = look_at(saved(tmp_path, "page.html", f"<!DOCTYPE html>\n{noted}\n<html><p>x</p></html>".encode(), 9), None)
    assert (page.url, page.captured_at) == ("http://www.kcna.kp/en/article/q/abc.kcmsf", moment)


def test_a_page_that_names_no_address_says_what_to_do(tmp_path: Path) -> None:
    path = saved(tmp_path, "page.html", b"<p>saved from url=(0014)about:internet</p>", 1)
    with pytest.raises(PalimpsestError, match="give it with --url"):
        look_at(path, None)
    assert look_at(path, "http://example.org/1").url == "http://example.org/1"

"""Promises of stored captures: standard records that other tools check and replay, and no loss by a crash."""

import gzip
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import urllib3
import yaml

from dagster_project.store import capture_index
from dagster_project.store.capture_index import index_folder, index_missing, index_warc
from dagster_project.store.chain import chain_file
from dagster_project.store.home import Home
from dagster_project.store.live_files import lock_of, whole_end
from dagster_project.store.payload_reader import PayloadReader
from dagster_project.store.warc import moment_of, read_responses
from dagster_project.store.warc_records import Fetched, Original, Request, payload_digest
from dagster_project.store.warc_writer import CaptureWriter

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ASKED = Request("GET /1", (("Host", "example.org"), ("User-Agent", "palimpsest test")))


def page(number: int, at: datetime = NOON, **more: Any) -> Fetched:
    body = b"<html><p>%d</p></html>" % number
    headers = (("Content-Type", "text/html"), ("ETag", f'"{number}"'))
    return Fetched(f"http://example.org/{number}", at, 200, "OK", headers, body, ASKED, "192.0.2.1", **more)


def unchanged(number: int, at: datetime, status: int = 304) -> Fetched:
    original = Original(f"http://example.org/{number}", NOON, payload_digest(page(number).body))
    return Fetched(original.url, at, status, "Not Modified", (("ETag", "x"),), b"", ASKED, repeats=original)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home")
    home.prepare()
    return home


def writer(home: Home, **more: Any) -> CaptureWriter:
    return CaptureWriter(home, {"operator": "tester <a@example.org>"}, now=lambda: NOON, **more)


def rows(home: Home) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(index_folder(home)).to_pylist()
    return sorted(found, key=lambda r: (r["warc_file"], r["warc_offset"]))


def payload(home: Home, row: dict[str, Any]) -> bytes | None:
    with PayloadReader(home.captures) as reader:
        return reader.payload(row["payload_file"], row["payload_offset"])


def test_records_of_every_kind_pass_the_check_of_another_tool(place: Home) -> None:
    with writer(place) as out:
        out.store(page(1))
        out.store(unchanged(1, NOON + timedelta(days=1)))
        out.store(unchanged(1, NOON + timedelta(days=2), 200))
        out.store(page(2, truncated="time", verdict="too_slow: over 60 s"))
        out.store(page(3, role="robots"))
    warc = next(place.captures.glob("live-*.warc.gz"))
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(warc)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") >= 6 and "fail" not in done.stdout
    text = gzip.decompress(warc.read_bytes()).decode()
    for kind, count in (("warcinfo", 1), ("response", 3), ("request", 5), ("revisit", 2)):
        assert text.count(f"WARC-Type: {kind}\r\n") == count
    assert "software: palimpsest/" in text and "operator: tester" in text


def test_a_page_not_modified_is_a_capture_of_the_payload_before(place: Home) -> None:
    with writer(place) as out:
        out.store(page(1))
    with writer(place) as out:
        out.store(unchanged(1, NOON + timedelta(days=1)))
    first, second = rows(place)
    assert (second["http_status"], second["content_type"]) == (200, "text/html")
    assert payload(place, second) == page(1).body
    assert second["payload_sha256"] == first["payload_sha256"] and second["capture_id"] != first["capture_id"]


def test_a_revisit_whose_original_is_nowhere_has_no_payload(place: Home) -> None:
    with writer(place) as out:
        out.store(unchanged(9, NOON))
    assert rows(place)[0]["payload_file"] is None


BODY = b"<html><p>told by another crawler</p></html>"
SHA1 = hashlib.sha1(BODY, usedforsecurity=False)
ORIGINAL = {"WARC-Refers-To-Target-URI": "http://example.org/a", "WARC-Refers-To-Date": "2026-01-02T12:00:00.25Z"}


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def foreign(kind: str, when: str, block: bytes, fields: dict[str, str]) -> bytes:
    """A record as another tool writes it, with the FIELDS that this one states."""
    said = {"WARC-Type": kind, "WARC-Target-URI": "http://example.org/a", "WARC-Date": when}
    said |= {"Content-Type": "application/http;msgtype=response", "Content-Length": str(len(block)), **fields}
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return gzip.compress(head.encode() + b"\r\n" + block + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("response", "revisit", "found"),
    [
        ({}, ORIGINAL, True),
        (
            {"WARC-Payload-Digest": f"sha1:{b32encode(SHA1.digest()).decode()}"},
            {"WARC-Payload-Digest": f"SHA1:{SHA1.hexdigest()}"},
            True,
        ),
        ({"WARC-Payload-Digest": "md5:AAAA"}, {"WARC-Payload-Digest": f"sha1:{SHA1.hexdigest()}", **ORIGINAL}, True),
        ({"WARC-Payload-Digest": "sha1:AAAA"}, {"WARC-Payload-Digest": f"sha1:{SHA1.hexdigest()}", **ORIGINAL}, False),
        ({}, {"WARC-Payload-Digest": f"sha1:{SHA1.hexdigest()}"}, False),
        ({}, {}, False),
    ],
    ids=["by reference", "digest spelt otherwise", "another digest", "contradiction", "no reference", "nothing said"],
)
@pytest.mark.parametrize("before", [False, True], ids=["after", "before"])
def test_a_revisit_of_another_tool_is_found_by_whatever_it_says_of_its_original(
    place: Home, response: dict[str, str], revisit: dict[str, str], found: bool, before: bool
) -> None:
    kept = foreign("response", "2026-01-02T12:00:00.75Z", HEAD + BODY, response)
    again = foreign("revisit", "2026-01-03T12:00:00Z", HEAD, revisit)
    names = ("b", "a") if before else ("a", "b")
    for name, record in sorted(zip(names, (kept, again), strict=True)):
        (place.captures / f"{name}.warc.gz").write_bytes(record)
        index_missing(place)
    row = max(rows(place), key=lambda r: r["captured_at"])
    assert (payload(place, row) if row["payload_file"] else None) == (BODY if found else None)


def only_row(place: Home, *records: bytes) -> dict[str, Any]:
    """The last row of what an archive of RECORDS is indexed to."""
    (place.captures / "foreign.warc.gz").write_bytes(b"".join(records))
    index_missing(place)
    return rows(place)[-1]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (HEAD, "text/html"),
        (HEAD.replace(b"\r\n", b"\n"), "text/html"),
        (HEAD.replace(b"html\r\n\r\n", b"html\r\n\n"), "text/html"),
        (b"http/2.0 200 \r\ncontent-type: text/html\r\n\r\n", "text/html"),
        (b"ICY 200 OK\r\nContent-Type:text/html\r\nContent-Type: text/plain\r\n\r\n", "text/html"),
        (b"HTTP/1.0 200\n\n", None),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=x\r\nServer: \xe9\xff\r\n\r\n",
            "text/html; charset=x",
        ),
    ],
    ids=["usual", "line feeds", "mixed", "small letters", "icy", "no fields", "folded"],
)
@pytest.mark.parametrize("typed", ["application/http; msgtype=response", "text/html"])
def test_a_head_in_any_form_is_told_from_the_page(place: Home, head: bytes, kind: str | None, typed: str) -> None:
    body = BODY + b"\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n<p>and more</p>\n\n"
    row = only_row(place, foreign("response", "2026-01-02T12:00:00Z", head + body, {"Content-Type": typed}))
    assert (row["http_status"], row["content_type"], row["verdict"]) == (200, kind, None)
    assert (row["payload_sha256"], row["payload_bytes"]) == (hashlib.sha256(body).hexdigest(), len(body))
    assert payload(place, row) == body


@pytest.mark.parametrize(
    ("block", "fields", "reason"),
    [
        (BODY, {}, "no_http"),
        (b"", {}, "no_http"),
        (b"HTTP/1.1 twohundred\r\n\r\n", {}, "no_http"),
        (HEAD + BODY, {"WARC-Date": "yesterday"}, "no_date"),
        (HEAD + BODY, {"WARC-Segment-Number": "1"}, "cut_short"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20480\r\n\r\n", {}, "cut_short"),
    ],
    ids=["a page alone", "nothing", "no status", "no date", "a segment", "a head alone"],
)
def test_a_response_that_can_not_be_one_is_counted_and_says_why(
    place: Home, block: bytes, fields: dict[str, str], reason: str
) -> None:
    row = only_row(place, foreign("response", "2026-01-02T12:00:00Z", block, fields))
    assert row["verdict"].split(": ")[0] == reason


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("2026-01-02T12:00:00Z", NOON),
        ("2026-01-02T12:00:00.987654Z", NOON),
        ("2026-01-02T12:00:00", NOON),
        ("2026-01-02T21:00:00+09:00", NOON),
        ("20260102120000", NOON),
        (" 2026-01-02 12:00:00 ", NOON),
        ("2026-01-02", NOON.replace(hour=0)),
        ("9999-12-31T23:59:59-23:00", None),
        ("2026-13-02T12:00:00Z", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Pyongyang"])
def test_a_records_time_is_that_of_utc_whatever_the_machines_zone(
    monkeypatch: pytest.MonkeyPatch, zone: str, stated: str | None, meant: datetime | None
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert moment_of(stated) == meant
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\n"], ids=["without", "with"])
@pytest.mark.parametrize("typed", ["application/http; msgtype=response", "application/octet-stream"])
def test_a_revisit_without_a_head_or_with_that_of_a_page_is_as_the_page_was(
    place: Home, head: bytes, typed: str
) -> None:
    kept = foreign("response", "2026-01-02T12:00:00Z", HEAD + BODY, {})
    again = foreign("revisit", "2026-01-03T12:00:00Z", head, {"Content-Type": typed, **ORIGINAL})
    row = only_row(place, kept, again)
    assert (row["captured_at"].day, row["http_status"], row["content_type"]) == (3, 200, "text/html")
    assert payload(place, row) == BODY


def test_what_served_the_crawl_is_stored_and_is_no_capture_of_a_page(place: Home) -> None:
    with writer(place) as out:
        out.store(page(1, role="robots"))
        out.store(page(2))
    assert [r["url"] for r in rows(place)] == ["http://example.org/2"]


def test_a_verdict_of_the_fetcher_is_kept_with_the_record(place: Home) -> None:
    with writer(place) as out:
        out.store(page(1, truncated="length", verdict="too_large: over 16 MB"))
    assert rows(place)[0]["verdict"] == "too_large: over 16 MB"


def test_whatever_a_crash_leaves_of_the_last_record_the_next_run_repairs_it(place: Home) -> None:
    with writer(place) as out:
        for number in range(3):
            out.store(page(number))
    warc = next(place.captures.glob("live-*.warc.gz"))
    whole, sealed = warc.read_bytes(), chain_file(place).read_bytes()
    with writer(place) as out:
        out.store(page(3))
    longer = warc.read_bytes()
    notes: list[str] = []
    for end in range(len(whole) + 1, len(longer), 97):
        warc.write_bytes(longer[:end])
        chain_file(place).write_bytes(sealed)
        for index in index_folder(place).glob("*.parquet"):
            index.unlink()
        with writer(place, on_damage=notes.append) as out:
            out.store(page(4))
        urls = [r["url"] for r in rows(place)]
        assert urls[:3] == [f"http://example.org/{n}" for n in range(3)] and urls[-1] == "http://example.org/4"
        assert [payload(place, r) for r in rows(place)][-1] == page(4).body
        assert whole_end(warc) == warc.stat().st_size
    assert any("cut short by a crash" in note for note in notes)


def test_an_index_that_grew_with_its_file_is_the_one_made_at_once(place: Home) -> None:
    for number in range(4):
        with writer(place) as out:
            out.store(page(number))
            out.store(unchanged(number, NOON + timedelta(hours=1)))
    warc = next(place.captures.glob("live-*.warc.gz"))
    grown, lines = rows(place), warc.with_name(warc.name.replace(".warc.gz", ".cdxj")).read_bytes()
    for file in (*index_folder(place).glob("*.parquet"), *place.captures.glob("*.cdxj")):
        file.unlink()
    index_missing(place)
    assert rows(place) == grown
    assert warc.with_name(warc.name.replace(".warc.gz", ".cdxj")).read_bytes() == lines


def test_memory_of_a_large_file_does_not_grow_and_the_index_stays_the_same(
    place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writer(place) as out:
        for number in (*range(20), *range(5)):
            out.store(page(number))
        for number in range(20):
            out.store(unchanged(number, NOON + timedelta(hours=1), 304 if number % 2 else 200))
    warc = next(place.captures.glob("live-*.warc.gz"))
    cdxj = warc.with_name(warc.name.replace(".warc.gz", ".cdxj"))
    before = (rows(place), cdxj.read_bytes())
    monkeypatch.setattr(capture_index, "REMEMBERED", 3)
    monkeypatch.setattr(capture_index, "BATCH", 7)
    monkeypatch.setattr("dagster_project.store.cdxj.RUN", 4)
    for file in (*index_folder(place).glob("*.parquet"), *place.captures.glob("*.cdxj")):
        file.unlink()
    index_missing(place)
    assert (rows(place), cdxj.read_bytes()) == before
    assert all(row["payload_file"] for row in rows(place))
    assert not list(place.captures.rglob("*.tmp"))


def test_each_line_of_the_cdxj_leads_to_its_record(place: Home) -> None:
    with writer(place) as out:
        for number in (5, 3, 4):
            out.store(page(number))
        out.store(unchanged(3, NOON + timedelta(days=1), 200))
    warc = next(place.captures.glob("live-*.warc.gz"))
    lines = warc.with_name(warc.name.replace(".warc.gz", ".cdxj")).read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines) and len(lines) == 4
    for line in lines:
        key, when, fields = line.split(" ", 2)
        said = json.loads(fields)
        record = warc.read_bytes()[int(said["offset"]) :][: int(said["length"])]
        assert said["url"].encode() in gzip.decompress(record)
        assert key.startswith("org,example)/") and len(when) == 14


def test_files_are_rotated_by_size(place: Home) -> None:
    with writer(place, max_file=1500) as out:
        for number in range(9):
            out.store(page(number))
    files = sorted(place.captures.glob("live-*.warc.gz"))
    assert len(files) > 2
    assert [r["url"] for r in rows(place)] == [f"http://example.org/{n}" for n in range(9)]
    assert all(gzip.decompress(f.read_bytes()).startswith(b"WARC/1.1\r\nWARC-Type: warcinfo") for f in files)


def test_two_crawls_at_once_write_to_files_of_their_own(place: Home) -> None:
    with writer(place) as one, writer(place) as other:
        assert one.store(page(1)).warc_file != other.store(page(2)).warc_file
    assert len(rows(place)) == 2


def test_a_file_that_a_crawl_is_writing_is_indexed_up_to_its_last_whole_record_and_left_alone(place: Home) -> None:
    with writer(place) as out:
        out.store(page(1))
    warc = next(place.captures.glob("live-*.warc.gz"))
    with warc.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08half a record")
    size = warc.stat().st_size
    (index_folder(place) / f"{warc.name.removesuffix('.warc.gz')}.parquet").unlink()
    with lock_of(warc).acquire():
        assert index_warc(place, warc) == 1
        assert warc.stat().st_size == size
    notes: list[str] = []
    index_missing(place, notes.append)
    assert warc.stat().st_size < size and len(notes) == 1


def test_lying_and_missing_encodings_of_an_archive_do_not_end_its_reading(tmp_path: Path, place: Home) -> None:
    body = b"<p>an invented page</p>"
    sent = [("gzip", body), ("gzip", gzip.compress(body)), ("br", body), ("gzip", gzip.compress(body)[:-9])]
    with writer(place) as out:
        for number, (encoding, raw) in enumerate(sent):
            headers = (("Content-Type", "text/html"), ("Content-Encoding", encoding), ("Transfer-Encoding", "chunked"))
            out.store(Fetched(f"http://example.org/{number}", NOON, 200, "OK", headers, raw))
    found = list(read_responses(next(place.captures.glob("live-*.warc.gz"))))
    assert [r.payload for r in found[:3]] == [body] * 3
    assert (found[3].verdict or "").startswith("cut_short: ")


def test_a_replay_tool_serves_a_captured_page_and_its_unchanged_visits(place: Home, tmp_path: Path) -> None:
    tool = os.environ.get("PALIMPSEST_WAYBACK") or shutil.which("wayback")
    if tool is None:
        pytest.skip("needs pywb's command `wayback`, on the path or named by PALIMPSEST_WAYBACK (make setup-replay)")
    with writer(place) as out:
        out.store(page(1))
        out.store(unchanged(1, NOON + timedelta(days=1)))
        out.store(unchanged(1, NOON + timedelta(days=2), 200))
    folder = f"{place.captures}/"
    config = {"collections": {"all": {"index_paths": folder, "archive_paths": folder}}}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [tool, "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for when in ("20260102120000", "20260103120000", "20260104120000"):
                assert page(1).body in replayed(f"http://127.0.0.1:{port}/all/{when}id_/http://example.org/1")
        finally:
            server.terminate()


def replayed(url: str) -> bytes:
    """The body at URL, once the server is up."""
    pool = urllib3.PoolManager()
    for _ in range(100):
        try:
            return pool.request("GET", url, retries=urllib3.Retry(redirect=3, connect=0)).data
        except urllib3.exceptions.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"{url}: no answer")

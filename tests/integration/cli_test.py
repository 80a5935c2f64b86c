"""The command line, as people call it: whole commands in processes of their own, on the bundled sample."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.xdist_group("cli")


def palimpsest(*arguments: str | Path, home: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The finished command `palimpsest ARGUMENTS [--home HOME]`."""
    given = ["--home", str(home)] if home else []
    return subprocess.run(
        [sys.executable, "-m", "dagster_project", *map(str, arguments), *given],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Assert that the command failed with one line that holds all WORDS."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("palimpsest: ") and done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which `palimpsest build` has run on the sample."""
    folder = tmp_path_factory.mktemp("cli") / "home"
    done = palimpsest("build", home=folder)
    assert done.returncode == 0, done.stderr
    for word in ("version 1 published", "articles", "datelines", "parties", "most named", "palimpsest.duckdb", "Next:"):
        assert word in done.stdout
    assert "\x1b" not in done.stdout + done.stderr, "colours and bars belong in a terminal"
    return folder


def asked(home: Path, sql: str, *options: str) -> Any:
    done = palimpsest("query", sql, "--format", "json", *options, home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_second_build_of_the_same_input_publishes_nothing(home: Path) -> None:
    before = (home / "palimpsest.duckdb").read_bytes()
    done = palimpsest("build", home=home)
    assert done.returncode == 0, done.stderr
    assert "nothing new: version 1 stays" in done.stdout
    assert (home / "palimpsest.duckdb").read_bytes() == before
    assert len(json.loads(palimpsest("versions", "--json", home=home).stdout)) == 1


def test_a_missing_file_is_one_line_and_writes_nothing(tmp_path: Path) -> None:
    refused(palimpsest("build", tmp_path / "none.warc.gz", home=tmp_path / "home"), "none.warc.gz", "no such file")
    assert not (tmp_path / "home" / "palimpsest.duckdb").exists()


def test_an_archive_that_cannot_be_read_loses_nothing_of_the_good_one_beside_it(
    tmp_path: Path, sample_warc: Path
) -> None:
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(b"\x1f\x8bno archive at all" * 50)
    done = palimpsest("build", bad, sample_warc, home=tmp_path / "home")
    assert "bad.warc.gz" in done.stderr and "Traceback" not in done.stderr
    assert asked(tmp_path / "home", "select count(*) as n from captures")[0]["n"] >= 59


def test_a_cut_archive_gives_what_lies_before_the_cut_and_says_so(tmp_path: Path, sample_warc: Path) -> None:
    cut = tmp_path / "cut.warc.gz"
    whole = sample_warc.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    done = palimpsest("build", cut, home=tmp_path / "home")
    assert done.returncode == 0 and "damaged" in done.stderr
    assert 10 < asked(tmp_path / "home", "select count(*) as n from captures")[0]["n"] < 59


def test_a_home_without_a_dataset_says_what_to_do(tmp_path: Path) -> None:
    for command in (["query", "from articles"], ["versions"], ["status"], ["erased"], ["history", "x"]):
        refused(palimpsest(*command, home=tmp_path / "empty"), "palimpsest build")


def test_bad_sql_is_one_line(home: Path) -> None:
    refused(palimpsest("query", "selekt 1", home=home), "selekt")
    refused(palimpsest("query", "from no_such_table", home=home), "no_such_table")


def test_an_unknown_version_is_one_line(home: Path) -> None:
    refused(palimpsest("query", "from articles", "--at", "99", home=home), "99")


def test_a_home_of_a_newer_schema_is_refused(home: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    marker = json.loads((home / "home.json").read_text(encoding="utf-8"))
    (newer / "home.json").write_text(json.dumps({**marker, "schema_version": 999}), encoding="utf-8")
    (newer / "palimpsest.duckdb").write_bytes((home / "palimpsest.duckdb").read_bytes())
    refused(palimpsest("query", "from articles", home=newer), "999", "newer")
    refused(palimpsest("build", home=newer), "999", "newer")


@pytest.mark.parametrize("style", ["table", "csv", "json", "parquet"])
def test_a_query_answers_in_every_format(home: Path, tmp_path: Path, style: str) -> None:
    out = tmp_path / f"rows.{style}"
    sql = "select article_id, published_on from articles order by 1"
    done = palimpsest("query", sql, "--format", style, "--output", out, home=home)
    assert done.returncode == 0, done.stderr
    count = asked(home, "select count(*) as n from articles")[0]["n"]
    if style == "parquet":
        found = duckdb.sql(f"select count(*) from '{out}'").fetchone()
        assert found == (count,)
        return
    text = out.read_text(encoding="utf-8")
    if style == "csv":
        assert len(list(csv.DictReader(io.StringIO(text)))) == count
    else:
        assert len(json.loads(text) if style == "json" else text.splitlines()[2:]) == count


def test_the_same_question_asked_of_an_older_version_answers_as_before(home: Path) -> None:
    now = asked(home, "from articles order by article_id")
    assert asked(home, "from articles order by article_id", "--at", "1") == now


def test_status_accounts_for_every_capture(home: Path) -> None:
    facts = json.loads(palimpsest("status", "--json", home=home).stdout)
    assert sum(row["captures"] for row in facts["outcomes"]) == facts["summary"][0]["captures"] == 59
    assert sum(row["captures"] for row in facts["rejects_by_reason"]) == 4


def test_inspect_shows_a_page_with_the_rule_behind_each_part(tmp_path: Path, shared: Path) -> None:
    page = shared / "data" / "seed_page.html"
    done = palimpsest("inspect", page, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    article = found["result"]["articles"][0]
    assert article["published_on"] == "2025-07-13"
    assert {f["field"] for f in found["fields"]} >= {"title", "body", "published_on"}
    assert all(f["rule"] for f in found["fields"])
    roles = {(r["person_id"], r["affiliation_id"]) for r in found["named"][0]["roles"]}
    assert len(roles) >= 2
    text = {"title": article["title"], "body": "\n".join(article["paragraphs"])}
    cut = [m["surface"] == text[m["field"]][m["char_start"] : m["char_end"]] for m in found["named"][0]["mentions"]]
    assert cut and all(cut)
    readable = palimpsest("inspect", page).stdout
    assert "kcnawatch" in readable and "[Russian" in readable


def test_inspect_of_a_page_that_names_no_address_asks_for_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>nothing</p></body></html>", encoding="utf-8")
    refused(palimpsest("inspect", page), "--url")
    refused(palimpsest("inspect", page, "--url", "http://kcna.kp/", "--captured-at", "soon"), "ISO 8601")


def test_history_and_erased_show_what_was_edited(home: Path, truth: dict[str, Any]) -> None:
    article_id = sorted(truth["edited"])[0]
    done = palimpsest("history", article_id, home=home)
    assert done.returncode == 0 and article_id in done.stdout
    refused(palimpsest("history", "no-such-article", home=home), "no article")
    person = truth["erased"][0][1]
    assert person in palimpsest("erased", person, home=home).stdout


def test_an_article_is_found_by_any_spelling_of_its_address(home: Path, truth: dict[str, Any]) -> None:
    article_id = sorted(truth["edited"])[0]
    key = article_id.partition("/")[2].upper()
    done = palimpsest("history", f"https://kcna.kp/en/article/q/{key}.kcmsf?t=1", home=home)
    assert done.returncode == 0 and article_id in done.stdout
    title = truth["articles"][article_id]["title"]
    refused(palimpsest("history", title.replace("o", "a", 1), home=home), "is one of these meant")


def test_unknown_parties_are_told_from_those_that_nothing_was_erased_of(home: Path, truth: dict[str, Any]) -> None:
    person = truth["erased"][0][1]
    refused(palimpsest("erased", f"{person}x", home=home), person)
    refused(palimpsest("erased", "zxqj", home=home), "no such party")
    still = palimpsest("erased", "country:RUS", home=home)
    assert still.returncode == 0 and "no article that named it has ceased to" in still.stdout


def test_unknown_phrases_are_listed_by_frequency(home: Path) -> None:
    rows = json.loads(palimpsest("parties", "unknown", "--json", home=home).stdout)
    counts = [row["count"] for row in rows]
    assert counts == sorted(counts, reverse=True) and all(row["example"] for row in rows)


def test_a_second_opinion_without_a_model_says_what_to_install(home: Path) -> None:
    refused(palimpsest("parties", "candidates", "--model", "no_such_model", home=home), "install")


@pytest.mark.parametrize("command", ["", "build", "query", "versions", "inspect", "status", "history", "erased", "ui"])
def test_help_teaches_by_example(command: str) -> None:
    done = palimpsest(*([command] if command else []), "--help")
    assert done.returncode == 0
    if command not in ("versions", "status"):
        assert done.stdout.count("palimpsest ") >= 2


def test_a_build_that_a_signal_stops_says_so_and_publishes_nothing(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "dagster_project", "build", "--home", str(tmp_path)]
    with subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True) as build:
        assert build.stderr is not None
        assert build.stderr.readline().startswith("extract:")
        build.send_signal(signal.SIGTERM)
        said = build.stderr.read()
    assert (build.returncode, [line for line in said.splitlines() if "palimpsest:" in line]) == (
        130,
        ["palimpsest: stopped; what was captured is kept, and the next run goes on from there"],
    )
    assert not (tmp_path / "palimpsest.duckdb").exists()


def test_a_second_opinion_is_written_beside_the_dataset_and_never_into_it(home: Path, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed (pip install palimpsest[ner])")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Pyongyang"}])
    model, target = tmp_path / "model", tmp_path / "candidates.parquet"
    pipeline.to_disk(model)
    count = "SELECT count(*) AS n FROM mentions"
    before = json.loads(palimpsest("query", count, "--format", "json", home=home).stdout)
    done = palimpsest("parties", "candidates", "--model", model, "--output", target, home=home)
    assert done.returncode == 0, done.stderr
    rows = duckdb.sql(f"SELECT DISTINCT surface, label, type FROM '{target}'").fetchall()
    assert rows == [("Pyongyang", "GPE", "country or place")]
    assert json.loads(palimpsest("query", count, "--format", "json", home=home).stdout) == before

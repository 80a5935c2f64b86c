"""Promises of proof: a row leads to its response, and whatever was altered on the way is named."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli.main import cli
from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline.prove import prove
from dagster_project.store.home import Home
from dagster_project.store.query import open_version

pytestmark = pytest.mark.xdist_group("release")
DELETED = "kcna.kp/5938237efdaab5129af5ec434914cc8a"
WHATS = ["record", "digest", "capture", "text"]


@pytest.fixture
def copy(grown: Home, tmp_path: Path) -> Home:
    return Home.at(shutil.copytree(grown.root, tmp_path / "home"))


def capture_of(home: Home, article_id: str) -> tuple[Path, int]:
    sql = "select warc_file, warc_offset from captures join revisions using (capture_id) where article_id = ? order by revision"
    row = open_version(home).execute(sql, [article_id]).fetchone()
    assert row is not None
    return home.captures / row[0], row[1]


def test_every_article_of_the_sample_is_proved(grown: Home) -> None:
    ids = [row[0] for row in open_version(grown).sql("select article_id from articles").fetchall()]
    assert len(ids) > 40
    failed = [(i, step) for i in ids for step in prove(grown, i) if not step.holds]
    assert not failed


def test_a_deletion_is_proved_by_the_answer_that_told_it(grown: Home) -> None:
    steps = prove(grown, DELETED)
    assert [s.what for s in steps] == [*WHATS, *WHATS] and all(s.holds for s in steps)
    assert "gone (http_404)" in steps[-1].found
    assert {s.revision for s in prove(grown, DELETED, revision=2)} == {2}


def test_an_altered_page_does_not_hold(copy: Home) -> None:
    warc, offset = capture_of(copy, DELETED)
    body = warc.read_bytes()
    rest = body[offset:]
    member = gzip.decompress(rest)
    (first, *_) = member.split(b"WARC/1.1", 2)[1:]
    record = b"WARC/1.1" + first
    altered = record.replace(b"Weather", b"Wxather", 1)
    assert altered != record and len(altered) == len(record)
    warc.write_bytes(body[:offset] + gzip.compress(altered, mtime=0) + gzip.compress(member[len(record) :], mtime=0))
    steps = [s for s in prove(copy, DELETED) if s.revision == 1]
    assert [(s.what, s.holds) for s in steps] == [("record", True), ("digest", False), ("capture", False)]


def test_an_archive_that_is_gone_or_cut_is_named(copy: Home) -> None:
    warc, offset = capture_of(copy, DELETED)
    warc.write_bytes(warc.read_bytes()[: offset + 10])
    (step,) = prove(copy, DELETED, revision=1)
    assert not step.holds and step.what == "record" and warc.name in step.found
    warc.unlink()
    (step,) = prove(copy, DELETED, revision=1)
    assert not step.holds and warc.name in step.found


def test_an_article_that_is_not_there_is_named(grown: Home) -> None:
    with pytest.raises(PalimpsestError, match="none: no article"):
        prove(grown, "kcna.kp/none")
    with pytest.raises(PalimpsestError, match="of revision 9"):
        prove(grown, DELETED, revision=9)


def test_the_command_ends_with_1_where_a_step_fails(copy: Home) -> None:
    asked = ["prove", DELETED, "--home", str(copy.root), "--json"]
    good = CliRunner().invoke(cli, asked)
    assert good.exit_code == 0 and len(json.loads(good.output)) == 8
    capture_of(copy, DELETED)[0].unlink()
    bad = CliRunner().invoke(cli, asked)
    assert isinstance(bad.exception, PalimpsestError) and "do not hold" in str(bad.exception)

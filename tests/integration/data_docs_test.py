"""Data Docs: pages of the library that need no network, told apart by table, whatever stands in the data."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from dagster_project.audit import data_docs
from dagster_project.audit.data_docs import Docs, write_index
from dagster_project.audit.expectations import expectations
from dagster_project.audit.results import note_passed, require_passed
from dagster_project.audit.run import audit
from dagster_project.cli.docs import make_server
from dagster_project.core.errors import PalimpsestError
from dagster_project.defs.docs_links import docs_url
from dagster_project.pipeline.run import Run
from dagster_project.settings import load_settings
from dagster_project.store.home import Home
from dagster_project.store.staging import rows_to_table
from tests.integration.support import run_steps

pytestmark = pytest.mark.xdist_group("audit")

HOSTILE = "<script>alert(1)</script>$x {{ 7 * 7 }}"
TABLES = ["mentions", "erasures"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Run:
    return run_steps(Home.at(tmp_path_factory.mktemp("docs")), "r1", sample_warc)


@pytest.fixture(scope="module")
def docs(run: Run) -> Docs:
    """Pages of mentions, which hold, and of erasures with a row of a hostile page in it."""
    import pyarrow.parquet as pq

    (part,) = run.stage.parts("erasures")
    rows = [tuple(row.values()) for row in pq.read_table(part).to_pylist()]
    run.stage.write("erasures", "999999", rows_to_table("erasures", [(HOSTILE, *rows[0][1:])]))
    made = Docs(run.home, "r1")
    results = audit(run.stage, TABLES, made)
    assert any(not r.passed for r in results)
    note_passed(run.stage, TABLES, results)
    return made


def test_a_page_shows_every_check_of_its_table_under_its_name(docs: Docs) -> None:
    page = html.parse(str(docs.page("mentions"))).getroot()
    asked = [e for e in expectations() if e.table == "mentions"]
    assert all(page.xpath(f"//tr[@id='{e.name}']") for e in asked)
    assert "Overview" in page.text_content(), "the library's own page"
    assert not page.xpath("//section[@class='failing']")


def test_a_page_asks_for_nothing_and_runs_nothing(docs: Docs) -> None:
    for path in (docs.page("mentions"), docs.page("erasures"), docs.home.docs / "index.html"):
        text = path.read_text(encoding="utf-8")
        assert not list(html.fromstring(text).iter("script", "link", "img", "iframe"))
        assert "http" not in text.split("</style>")[1].replace(HOSTILE, ""), path


def test_failing_rows_are_shown_as_text(docs: Docs) -> None:
    text = docs.page("erasures").read_text(encoding="utf-8")
    assert "<script" not in text and "&lt;script&gt;" in text and "{{ 7 * 7 }}" in text
    failing: Any = html.fromstring(text).xpath("//section[@class='failing']//h3/text()")
    assert "erasures_article_id_exists (critical)" in failing


def test_the_index_leads_to_every_table_and_names_what_failed(docs: Docs) -> None:
    index = html.parse(str(write_index(docs.home))).getroot()
    links = index.xpath("//a/@href")
    assert links == ["audit/r1/erasures.html", "audit/r1/mentions.html"]
    assert "erasures_article_id_exists" in index.text_content() and "all hold" in index.text_content()


def test_pages_of_old_runs_go(docs: Docs, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(data_docs, "KEPT_RUNS", 2)
    for name in ("old1", "old2"):
        Docs(docs.home, name).folder.mkdir()
    audit(run.stage, ["corrected"], Docs(docs.home, "r1"))
    assert len(list((docs.home.docs / "audit").iterdir())) == 2 and docs.page("mentions").exists()


def test_what_was_not_audited_is_not_published(run: Run, docs: Docs) -> None:
    with pytest.raises(
        PalimpsestError, match=r"not audited in this run: articles.*launch the whole job `build`"
    ) as said:
        require_passed(run.stage)
    assert "mentions" not in str(said.value), "it has passed"
    assert "erasures" in str(said.value), "it has failed"


@contextmanager
def served(home: Home) -> Iterator[str]:
    with make_server(home, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_the_links_of_the_ui_lead_to_pages_that_are_served_and_to_nothing_else(docs: Docs) -> None:
    (docs.home.root / "report.html").write_text("the report", encoding="utf-8")
    with served(docs.home) as address:
        settings = load_settings(docs.home.root, docs_address=address)
        url = docs_url(settings, docs.page("erasures"), "erasures_article_id_exists").url
        assert url is not None
        with urllib.request.urlopen(url) as answer:
            assert b"erasures_article_id_exists" in answer.read()
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        report = docs_url(settings, docs.home.root / "report.html").url
        assert report is not None and urllib.request.urlopen(report).read() == b"the report"
        for path in ("/home.json", "/../home.json", "/%2e%2e/home.json", "/audit/", "/audit/../../home.json"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(address + path)

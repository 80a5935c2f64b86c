"""Promises of the audit: what is wrong with staged rows is found, named, shown and told from what could not be asked."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.audit import run as audit_run
from dagster_project.audit.expectations import Expectation, expectations
from dagster_project.audit.results import CheckResult
from dagster_project.audit.run import audit
from dagster_project.core.schema import TABLES
from dagster_project.pipeline.run import Run
from dagster_project.store.audit_database import make_audit_database
from dagster_project.store.home import SQL, Home
from dagster_project.store.staging import Stage
from tests.integration.support import run_steps

pytestmark = pytest.mark.xdist_group("audit")

BROKEN = {
    "article_is_its_last_text": ("articles", "select * replace (title || '!' as title) from staged_articles"),
    "attendance_spans_lie_in_the_body": (
        "attendance",
        "select article_id, revision, 1 as ordinal, 1 as list, 1 as rank, 'person:A' as person_id, 'c' as cue, "
        "null as role, null as role_from, 0 as char_start, length(body) + 1 as char_end from staged_revisions limit 1",
    ),
    "bodies_are_not_empty": ("articles", "select * replace (0 as word_count) from staged_articles"),
    "change_spans_cut_words": (
        "changes",
        "select * replace (list_transform(added, lambda x: x || 'x') as added) from staged_changes",
    ),
    "changes_join_neighbours": ("changes", "select * from staged_changes where false"),
    "conservation": (
        "captures",
        "select * replace (replace(outcome, 'reject', 'article') as outcome) from staged_captures",
    ),
    "counts_add_up": ("rejects", "select * from staged_rejects where false"),
    "date_claims_agree": ("dates", "select * replace (false as agrees) from staged_dates"),
    "dateline_spans_cut_text": ("datelines", "select * replace (char_start + 1 as char_start) from staged_datelines"),
    "dates_in_order": ("articles", "select * replace ('2999-01-01'::date as published_on) from staged_articles"),
    "deletions_and_returns_alternate": ("revisions", "select * replace ('edited' as change) from staged_revisions"),
    "drift_body_length": (
        "articles",
        "select * replace (article_id || n as article_id, if(n > 10, 'old', capture_id) as capture_id, "
        "if(n > 10, 900, 90) as word_count) from staged_articles, range(20) as t (n)",
    ),
    "drift_disagreement": ("observations", "select * replace (0.5::double as disagreement) from staged_observations"),
    "drift_empty_fields": ("articles", "select * replace ('' as title) from staged_articles"),
    "drift_page_disagreement": (
        "captures",
        "select * replace (0.5::double as page_disagreement) from staged_captures",
    ),
    "drift_prose_outside": ("captures", "select * replace (0.5::double as prose_outside) from staged_captures"),
    "drift_unknown_layout": ("captures", "select * replace ('unknown' as layout) from staged_captures"),
    "erased_is_not_named": ("erasures", "select * replace ('country:XXX' as party_id) from staged_erasures"),
    "erasures_are_usual": (
        "erasures",
        "select article_id, 'person:A' as party_id, 1 as from_revision, 2 as to_revision, first_captured_at as erased_at, "
        "'edited_out' as kind, 1 as mentions_before, 0 as mentions_after from staged_articles limit 5",
    ),
    "event_spans_lie_in_the_body": ("articles", "select * replace (99999 as event_end) from staged_articles"),
    "every_article_has_revisions": ("articles", "select * replace (revisions + 1 as revisions) from staged_articles"),
    "every_pending_capture_is_read": ("captures", "select * from staged_captures where outcome <> 'listing'"),
    "intervals_in_order": (
        "revisions",
        "select * replace (first_captured_at - interval 1 second as last_captured_at) from staged_revisions",
    ),
    "linked_articles_share_a_story": (
        "story_links",
        "select min(article_id) as article_id, max(article_id) as other_article_id, 'original_url' as rule, "
        "1.0 as similarity, 'x' as evidence from staged_articles",
    ),
    "links_join_articles_that_stay": (
        "story_links",
        "select min(article_id) as article_id, 'x/1' as other_article_id, 'original_url' as rule, 1.0 as similarity, "
        "'x' as evidence from staged_articles",
    ),
    "mention_spans_cut_surface": ("mentions", "select * replace (surface || 'x' as surface) from staged_mentions"),
    "mentions_do_not_overlap": ("mentions", "select * replace (char_end + 500 as char_end) from staged_mentions"),
    "neighbours_differ": ("revisions", "select * replace ('0' as content_sha256) from staged_revisions"),
    "paragraphs_make_the_body": ("articles", "select * replace (['x'] as paragraphs) from staged_articles"),
    "role_spans_cut_surface": ("roles", "select * replace (surface || 'x' as surface) from staged_roles"),
    "titles_are_there": ("articles", "select * replace ('' as title) from staged_articles"),
    "stories_are_named_after_their_first": ("articles", "select * replace ('x/1' as story_id) from staged_articles"),
    "captures_key_unique": ("captures", "from staged_captures union all from staged_captures"),
    "mentions_key_unique": ("mentions", "from staged_mentions union all from staged_mentions"),
    "articles_required": ("articles", "select * replace (null as title) from staged_articles"),
    "articles_values": ("articles", "select * replace ('gone' as state) from staged_articles"),
    "datelines_values": ("datelines", "select * replace (91.0 as latitude) from staged_datelines"),
    "mentions_values": ("mentions", "select * replace (char_end as char_start) from staged_mentions"),
    "mentions_party_id_exists": ("mentions", "select * replace ('person:Nobody' as party_id) from staged_mentions"),
    "mentions_revision_exists": ("mentions", "select * replace (99 as revision) from staged_mentions"),
    "changes_to_revision_exists": ("changes", "select * replace (99 as to_revision) from staged_changes"),
    "sightings_capture_id_exists": ("sightings", "select * replace ('0' as capture_id) from staged_sightings"),
}
"""For each expectation, a table and what to put in its place, so that the expectation must fail."""

BROKEN_ELSEWHERE = {"rereading_loses_no_articles", "corrections_apply"}
"""Expectations that compare with a version before (rewriting_test breaks them) or with reviewed files (corrections_test)."""

BY_NAME = {e.name: e for e in expectations()}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Run:
    """A run of the sample that is staged and not published."""
    return run_steps(Home.at(tmp_path_factory.mktemp("audit") / "home"), "good", sample_warc)


@pytest.fixture(scope="module")
def rows(good: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """What GOOD has staged, to be asked."""
    with asked(good.home, good.stage) as connection:
        yield connection


@contextmanager
def asked(home: Home, stage: Stage) -> Iterator[duckdb.DuckDBPyConnection]:
    database = make_audit_database(stage, "test")
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection
    database.unlink()


def put(stage: Stage, name: str, table: pa.Table) -> None:
    """Stage TABLE alone in place of all parts of NAME."""
    stage.clear(name)
    stage.write(name, "000000", table)


def broken(good: Run, rows: duckdb.DuckDBPyConnection, name: str) -> Stage:
    """A copy of what GOOD has staged, with one table as BROKEN says for the expectation NAME."""
    stage = Stage(good.home, f"broken-{name}")
    shutil.rmtree(stage.folder, ignore_errors=True)
    shutil.copytree(good.stage.folder, stage.folder, ignore=shutil.ignore_patterns("*.duckdb"))
    table, sql = BROKEN[name]
    found = rows.execute(sql).to_arrow_table()
    schema = pa.schema([field.with_nullable(True) for field in TABLES[table].arrow_schema()])
    put(stage, table, found.select(schema.names).cast(schema))
    return stage


def result_of(results: list[CheckResult], name: str) -> CheckResult:
    return next(r for r in results if r.name == name)


def test_every_check_of_the_sql_folder_has_a_case_that_breaks_it() -> None:
    assert {path.stem for path in (SQL / "checks").glob("*.sql")} <= BROKEN.keys() | BROKEN_ELSEWHERE


def test_good_rows_offend_no_critical_expectation(rows: duckdb.DuckDBPyConnection) -> None:
    offended = {e.name: rows.execute(e.sql).fetchall() for e in expectations() if e.severity == "critical"}
    assert {name: rows for name, rows in offended.items() if rows} == {}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_rows_that_break_an_expectation_are_found(good: Run, rows: duckdb.DuckDBPyConnection, name: str) -> None:
    with asked(good.home, broken(good, rows, name)) as connection:
        assert connection.execute(BY_NAME[name].sql).fetchall()


def test_a_failed_expectation_says_what_is_wrong_and_shows_rows(good: Run, rows: duckdb.DuckDBPyConnection) -> None:
    results = audit(broken(good, rows, "mention_spans_cut_surface"), ["mentions"])
    assert [r.name for r in results] == [e.name for e in expectations() if e.table == "mentions"]
    failed = result_of(results, "mention_spans_cut_surface")
    assert not failed.passed and failed.error is None and failed.severity == "critical"
    assert failed.rows == good.stage.rows("mentions") and len(failed.sample) == 10
    assert set(failed.sample[0]) == {"article_id", "revision", "mention_id", "surface"}
    assert "do not cut" in failed.message and "report it" in failed.message
    assert [r.name for r in results if not r.passed] == ["mention_spans_cut_surface"]


def test_the_same_rows_are_shown_at_every_audit(good: Run, rows: duckdb.DuckDBPyConnection) -> None:
    stage = broken(good, rows, "mentions_key_unique")
    first, second = (result_of(audit(stage, ["mentions"]), "mentions_key_unique") for _ in range(2))
    assert not first.passed and first == second
    assert list(stage.folder.glob("*.duckdb")) == []


def test_a_column_that_is_missing_or_of_another_type_is_named(good: Run, rows: duckdb.DuckDBPyConnection) -> None:
    stage = broken(good, rows, "articles_values")
    table = pq.read_table(stage.parts("articles")[0])
    at = table.schema.get_field_index("word_count")
    table = table.set_column(at, "word_count", table["word_count"].cast(pa.string())).drop_columns(["title"])
    put(stage, "articles", table)
    found = result_of(audit(stage, ["articles"]), "articles_columns")
    assert not found.passed and found.severity == "critical"
    assert {(r["column_name"], r["found"], r["wanted"]) for r in found.sample} == {
        ("title", "None", "string"),
        ("word_count", "string", "int32"),
    }


def test_an_expectation_that_cannot_be_asked_is_an_error_and_not_bad_data(
    good: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Expectation("wrong", "dates", "critical", "never", "mend it", "select * from no_such_table")
    monkeypatch.setattr(audit_run, "expectations", lambda: (*expectations(), wrong))
    results = audit(good.stage, ["dates"])
    failed = result_of(results, "wrong")
    assert not failed.passed and failed.rows == 0 and failed.sample == ()
    assert failed.error is not None and "no_such_table" in failed.error
    assert all(r.error is None for r in results if r.name != "wrong")


ASKED_LATER = """
import sys
from dagster_project.audit.library import SELDOM_ASKED, import_library
import_library()
assert not set(SELDOM_ASKED) & sys.modules.keys(), "loaded already"
from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as asking
print(asking.stats.norm.cdf(0.0), asking.alt.Chart.__name__)
"""


def test_what_the_library_seldom_asks_loads_when_it_is_asked() -> None:
    said = subprocess.run([sys.executable, "-c", ASKED_LATER], capture_output=True, text=True, check=False)
    assert said.stdout.split() == ["0.5", "Chart"], said.stderr

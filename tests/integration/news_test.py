"""What a run tells of itself: turns of articles, and who is no longer named."""

from pathlib import Path
from typing import Any

import pytest

from dagster_project.defs.metadata import erasure_list, link
from dagster_project.pipeline.news import NewErasure, count_turns, list_new_erasures
from dagster_project.pipeline.publish import publish_run
from dagster_project.store.home import Home
from tests.integration.support import run_steps

pytestmark = pytest.mark.xdist_group("sample")


def test_a_run_counts_what_it_brings_and_the_next_one_brings_nothing(
    tmp_path: Path, sample_warc: Path, truth: dict[str, Any]
) -> None:
    home = Home.at(tmp_path)
    run = run_steps(home, "first", sample_warc)
    turns = count_turns(run)
    assert (turns["edited"], turns["deleted"]) == (len(truth["edited"]), len(truth["deleted"]))
    assert turns["created"] == len(truth["articles"])
    found = {(e.article_id, e.party_id, e.kind) for e in list_new_erasures(run)}
    assert {tuple(row) for row in truth["erased"]} <= found
    publish_run(run)
    again = run_steps(home, "again", sample_warc)
    assert not any(count_turns(again).values()) and list_new_erasures(again) == []


def test_links_lead_to_web_pages_only_and_page_text_makes_no_markup() -> None:
    assert link("a|b", "javascript:alert(1)") == "a\\|b"
    assert link("x", "http://kcna.kp/a(b) c") == "[x](http://kcna.kp/a%28b%29%20c)"
    table = erasure_list([NewErasure("person:<script>", "edited_out", "kcna.kp/1", "https://kcna.kp/1", 1)])
    assert "<script>" not in str(table.value) and "https://kcna.kp/1" in str(table.value)

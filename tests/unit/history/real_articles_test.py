"""History held against real articles; skipped where they are not at hand."""

from pathlib import Path

import pytest

from benchmarks import eval_history


@pytest.fixture(autouse=True)
def _real(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eval_history, "SHARED", shared)


def test_the_eleven_edits_of_2024_are_found_each_of_its_kind_and_no_other() -> None:
    assert eval_history.eval_edits()


def test_the_kind_of_an_edit_made_to_real_articles_is_told() -> None:
    assert eval_history.eval_kinds(limit=40)


def test_distinct_articles_of_a_site_are_no_story_and_altered_copies_are() -> None:
    assert eval_history.eval_stories(limit=300, corpora=("kcna_kp_2024",))

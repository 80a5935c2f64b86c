"""Revisions: one a distinct text in substance, the same whatever the order in which captures arrive."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.history.records import Observation, TextVersion
from dagster_project.core.history.revisions import build_history
from tests.unit.history.support import ARTICLE, START, changes_of, history_of, seen, texts_of, version

FIRST = version("Farmers of Ryongsan opened a sheep farm.\nIt has 300 sheep.")
SECOND = version("Farmers of Ryongsan opened a sheep farm.\nIt has 400 sheep.")


def test_an_unchanged_article_has_one_revision_however_often_it_is_captured() -> None:
    history = history_of(FIRST, FIRST, FIRST)
    assert history is not None
    (only,) = history.revisions
    assert (only.change, only.revision, only.previous_capture_id, only.similarity) == ("created", 1, None, None)
    assert (only.first_captured_at, only.last_captured_at) == (START, START + timedelta(hours=2))
    assert (history.first_captured_at, history.last_captured_at, history.state) == (
        START,
        only.last_captured_at,
        "live",
    )


def test_an_edit_says_between_which_two_captures_it_happened() -> None:
    captures = [seen(0, FIRST), seen(1, FIRST), seen(5, SECOND)]
    history = build_history(ARTICLE, captures, texts_of(FIRST, SECOND))
    assert history is not None
    edited = history.revisions[1]
    assert (edited.change, edited.capture_id, edited.previous_capture_id) == (
        "edited",
        captures[2].capture_id,
        captures[1].capture_id,
    )
    assert edited.similarity is not None
    assert 0.8 < edited.similarity < 1


@pytest.mark.parametrize(
    "body",
    [
        "Farmers of Ryongsan opened a sheep farm.  It has 300 sheep.",
        "Farmers of Ryongsan opened a sheep farm.\nIt has\u00a0300\u200b sheep.",
    ],
)
def test_white_space_and_invisible_characters_make_no_revision(body: str) -> None:
    assert changes_of(history_of(FIRST, version(body))) == ["created"]


def test_typographic_quotes_dashes_and_accents_make_no_revision() -> None:
    plain = version('He said: "It\'s ready" -- at the cafe\u0301...')
    curly = version("He said: “It’s ready” — at the caf\u00e9…")
    assert changes_of(history_of(plain, curly)) == ["created"]


@pytest.mark.parametrize(
    "text",
    [
        version("farmers of Ryongsan opened a sheep farm.\nIt has 300 sheep."),
        version("Farmers of Ryongsan opened a sheep farm.\nIt has 300 sheep!"),
        version(FIRST.body, title="Sheep Farm Opened"),
        version(FIRST.body, day=date(2024, 8, 2)),
    ],
)
def test_a_letter_a_mark_a_title_or_a_stated_day_makes_a_revision(text: TextVersion) -> None:
    assert changes_of(history_of(FIRST, text)) == ["created", "edited"]


def test_text_that_returns_to_an_older_wording_is_a_revision_of_its_own() -> None:
    assert changes_of(history_of(FIRST, SECOND, FIRST)) == ["created", "edited", "edited"]


def test_a_lone_404_between_two_identical_captures_is_a_deletion_and_a_return() -> None:
    history = history_of(FIRST, None, FIRST)
    assert history is not None
    assert changes_of(history) == ["created", "deleted", "restored"]
    deleted, restored = history.revisions[1:]
    assert (deleted.title, deleted.body, deleted.evidence) == (FIRST.title, "", "http_404")
    assert (restored.similarity, history.state) == (1.0, "live")


def test_an_article_that_ends_gone_is_deleted_and_keeps_its_last_text() -> None:
    history = history_of(FIRST, SECOND, None, None)
    assert history is not None
    assert (history.state, history.current_text, len(history.revisions)) == ("deleted", SECOND.text_sha256, 3)
    assert history.last_captured_at == START + timedelta(hours=1)


def test_what_was_only_ever_gone_has_no_history() -> None:
    assert history_of(None, None) is None


def test_what_was_gone_before_it_was_shown_is_no_deletion() -> None:
    assert changes_of(history_of(None, FIRST)) == ["created"]


def test_a_stated_day_outranks_an_inferred_one_whichever_came_first() -> None:
    guess = version(FIRST.body, day=date(2025, 8, 1), rule="dateline_inferred")
    for captures in ((guess, FIRST), (FIRST, guess)):
        history = history_of(*captures)
        assert history is not None
        assert changes_of(history) == ["created"]
        assert (history.published_on, history.published_from) == (date(2024, 8, 1), "stamp")


def test_among_inferred_days_the_earliest_capture_decides() -> None:
    early = version(FIRST.body, day=date(2026, 12, 5), rule="dateline_inferred")
    late = version(SECOND.body, day=date(2027, 12, 5), rule="dateline_inferred")
    history = history_of(early, late)
    assert history is not None
    assert [r.published_on for r in history.revisions] == [date(2026, 12, 5)] * 2
    assert history.published_on == date(2026, 12, 5)


def test_a_missing_text_is_named() -> None:
    with pytest.raises(ValueError, match=r"kcna\.kp/0123.*not among its texts"):
        build_history(ARTICLE, [seen(0, FIRST)], {})


POOL = [
    None,
    FIRST,
    SECOND,
    version(FIRST.body, day=None),
    version(FIRST.body, day=date(2025, 8, 1), rule="x_inferred"),
]


@st.composite
def captures(draw: st.DrawFn) -> list[Observation]:
    shown = draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=12))
    # Several captures may share an instant.
    return [seen(draw(st.integers(0, 6)), text, capture_id=f"{n:032x}") for n, text in enumerate(shown)]


@given(captures().flatmap(lambda seen_: st.tuples(st.just(seen_), st.permutations(seen_))))
def test_any_order_of_arrival_gives_the_same_history(
    orders: tuple[Sequence[Observation], Sequence[Observation]],
) -> None:
    texts = texts_of(*POOL)
    assert build_history(ARTICLE, orders[0], texts) == build_history(ARTICLE, orders[1], texts)


@given(captures())
def test_revisions_are_numbered_from_1_and_their_intervals_follow_one_another(observed: list[Observation]) -> None:
    history = build_history(ARTICLE, observed, texts_of(*POOL))
    if history is None:
        assert not any(o.present for o in observed)
        return
    revisions = history.revisions
    assert [r.revision for r in revisions] == list(range(1, len(revisions) + 1))
    assert all(r.first_captured_at <= r.last_captured_at for r in revisions)
    assert all(a.last_captured_at <= b.first_captured_at for a, b in pairwise(revisions))
    assert (revisions[-1].change == "deleted") == (history.state == "deleted")
    assert all(a.change != "deleted" or b.change == "restored" for a, b in pairwise(revisions))


def test_an_older_import_rewrites_history_as_if_it_had_come_first() -> None:
    live = [seen(10, SECOND), seen(20, SECOND)]
    older = [seen(1, FIRST), seen(2, None)]
    texts = texts_of(FIRST, SECOND)
    history = build_history(ARTICLE, [*live, *older], texts)
    assert history is not None
    assert changes_of(history) == ["created", "deleted", "restored"]
    assert history == build_history(ARTICLE, [*older, *live], texts)


def test_a_better_reading_of_the_same_captures_updates_the_revision_and_adds_none() -> None:
    better = version(FIRST.body + "\nIt is the third in the county.")
    observed = [seen(0, better, capture_id="a" * 32), seen(1, better, capture_id="b" * 32)]
    observed = [replace(o, extractor="kcna_kp_q/2") for o in observed]
    history = build_history(ARTICLE, observed, texts_of(better))
    assert history is not None
    assert [(r.change, r.body) for r in history.revisions] == [("created", better.body)]
    assert history.current.extractor == "kcna_kp_q/2"

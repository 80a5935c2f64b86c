"""Changes: what went and came, where it stands in both texts, and of what kind it is."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.history.changes import compare, list_changes
from dagster_project.core.history.diff import diff_texts, similarity
from dagster_project.core.history.records import Change
from tests.unit.history.support import history_of, version

BODY = (
    "Wonsan, August 1 (KCNA) -- Farmers of Ryongsan opened a sheep farm on July 30.\n"
    "Pak Chol Min, Ri Kum Hyok, chairman of the county committee, and Jo Yong Su were present.\n"
    "The farm has 300 sheep and two barns. It gives wool to the children of the county."
)


def change(after: str, before: str = BODY) -> Change:
    history = history_of(version(before), version(after))
    assert history is not None
    (found,) = list_changes(history.revisions)
    return found


def edit(old: str, new: str) -> Change:
    assert BODY.count(old) == 1
    return change(BODY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("opened", "openned", "typo"),
        ("barns.", "barns!", "typo"),
        ("two barns", "Two barns", "typo"),
        ("to the children", "for the children", "typo"),
        ("children", "chidlren", "typo"),
        ("300 sheep", "400 sheep", "number"),
        ("two barns", "three barns", "number"),
        ("300 sheep", "3 000 sheep", "number"),
        ("July 30", "July 29", "date"),
        ("July 30", "June 30", "date"),
        ("on July 30", "on Tuesday", "date"),
        ("farm on July 30", "farm", "date"),
        ("Pak Chol Min, ", "", "name"),
        ("Pak Chol Min", "Pak Chol Nam", "name"),
        ("Pak Chol Min", "an official", "name"),
        (", Ri Kum Hyok, chairman of the county committee,", "", "wording"),
        (" and Jo Yong Su", ", Jo Yong Su and Kim Sun", "name"),
        ("Ryongsan", "Ryongsong", "name"),
        (" It gives wool to the children of the county.", "", "sentence"),
        ("two barns. ", "two barns. It was built in a year. ", "sentence"),
        ("\nThe farm", "\nAll were glad.\nThe farm", "sentence"),
        ("opened a sheep farm", "put up a fine sheep farm", "wording"),
        ("It gives wool", "It does not give wool", "wording"),
        ("It gives wool", "It gives no wool", "wording"),
    ],
)
def test_the_kind_follows_from_the_words_that_changed(old: str, new: str, kind: str) -> None:
    assert edit(old, new).kind == ("rewritten" if kind == "wording" else kind)


def test_a_changed_title_alone_is_a_change_of_the_title() -> None:
    history = history_of(version(BODY), version(BODY, title="Sheep Farm Opens in Ryongsan"))
    assert history is not None
    (found,) = list_changes(history.revisions)
    assert (found.kind, found.removed, found.added) == ("title", (), ("in Ryongsan",))
    assert found.added_spans[0].field == "title"


def test_the_gravest_kind_stands_for_a_change_of_several() -> None:
    assert change(BODY.replace("300", "400").replace("Pak Chol Min", "Pak Chol Nam")).kind == "name"
    assert change(BODY.replace("300", "400").replace("July 30", "July 29")).kind == "number"


def test_a_person_cut_from_a_list_is_one_removed_run() -> None:
    assert edit("Pak Chol Min, ", "").removed == ("Pak Chol Min,",)


def test_a_sentence_put_in_is_shown_as_that_sentence() -> None:
    found = edit("two barns. ", "two barns. It was built in a year. ")
    assert (found.removed, found.added) == ((), ("It was built in a year.",))


def test_a_number_spelt_with_other_spaces_is_no_difference() -> None:
    assert edit("300 sheep and two", "300sheep and three").added == ("three",)


def test_spans_cut_the_runs_out_of_both_texts() -> None:
    history = history_of(version(BODY), version(BODY.replace("300 sheep", "about 400 fine sheep"), title="A New Farm"))
    assert history is not None
    before, after = history.revisions
    found = compare(before, after)
    assert tuple(getattr(before, s.field)[s.start : s.end] for s in found.removed_spans) == found.removed
    assert tuple(getattr(after, s.field)[s.start : s.end] for s in found.added_spans) == found.added
    assert (found.from_revision, found.to_revision) == (1, 2)
    assert (found.changed_after, found.changed_at) == (before.last_captured_at, after.first_captured_at)


def test_a_deletion_removes_the_body_and_a_return_adds_it() -> None:
    history = history_of(version(BODY), None, version(BODY))
    assert history is not None
    deleted, restored = list_changes(history.revisions)
    assert (deleted.kind, deleted.removed, deleted.added) == ("deleted", (BODY,), ())
    assert (restored.kind, restored.removed, restored.added) == ("restored", (), (BODY,))


WORDS = st.lists(
    st.sampled_from(
        ["The", "farm", "has", "Kim", "Chol", "300", "sheep", ",", ".", "and", "\n", "of", "2024", "“wool”", "not"]
    ),
    max_size=30,
)


@given(WORDS, WORDS)
def test_what_a_diff_keeps_is_the_same_in_both_texts(left: list[str], right: list[str]) -> None:
    before, after = " ".join(left), " ".join(right)
    diff = diff_texts("body", before, after)
    at_old = at_new = 0
    for d in (*diff.differences, None):
        end_old, end_new = (len(diff.old), len(diff.new)) if d is None else (d.old_from, d.new_from)
        kept_old = "".join(t.plain for t in diff.old[at_old:end_old])
        assert kept_old == "".join(t.plain for t in diff.new[at_new:end_new])
        if d is not None:
            at_old, at_new = d.old_to, d.new_to
    assert all(a.old_to < b.old_from or a.new_to < b.new_from for a, b in pairwise(diff.differences))


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_1_only_for_the_same_words(left: list[str], right: list[str]) -> None:
    before, after = " ".join(left), " ".join(right)
    assert 0 <= similarity(before, after) == similarity(after, before) <= 1
    assert similarity(before, before) == 1


def test_a_rewritten_text_of_9000_words_is_compared_within_a_second() -> None:
    before = " ".join(f"w{(n * 7919) % 1500}" for n in range(9_000))
    after = " ".join(f"w{(n * 104729) % 1500}" for n in range(9_000))
    start = time.perf_counter()
    assert edit_free(before, after) > 1_000
    assert time.perf_counter() - start < 5  # seconds; about 0.3 on an idle core


def edit_free(before: str, after: str) -> int:
    return len(diff_texts("body", before, after).differences)


def test_texts_too_long_for_one_matrix_are_compared_by_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.core.history.diff.MAX_CELLS", 900)
    found = diff_texts("body", BODY, BODY.replace("300 sheep", "400 sheep"))
    assert [(found.old[d.old_from].plain, found.new[d.new_from].plain) for d in found.differences] == [("300", "400")]

"""Rereading: a newer extractor updates what was read and says so."""

from dataclasses import replace

import pytest

from dagster_project.core.history.rereading import note_rereading
from tests.unit.history.support import seen, version

OLD = seen(0, version("The farm opened."), capture_id="a" * 32)
NEW = replace(seen(0, version("The farm opened.\nIt is large."), capture_id="a" * 32), extractor="kcna_kp_q/2")


def test_another_text_from_the_same_capture_is_noted() -> None:
    noted = note_rereading(OLD, NEW)
    assert noted.notes == ("reread: kcna_kp_q/2 reads another text where kcna_kp_q/1 read otherwise",)
    assert replace(noted, notes=()) == NEW


def test_the_same_text_from_a_newer_extractor_needs_no_note() -> None:
    assert note_rereading(OLD, replace(OLD, extractor="kcna_kp_q/2")).notes == ()


def test_earlier_notes_of_rereading_are_kept_and_others_are_the_newer_readings_own() -> None:
    before = replace(OLD, notes=("reread: earlier", "title: repaired"))
    assert note_rereading(before, replace(before, notes=("body: repaired",))).notes == (
        "reread: earlier",
        "body: repaired",
    )


def test_readings_of_two_captures_are_not_compared() -> None:
    with pytest.raises(ValueError, match="is no rereading of"):
        note_rereading(OLD, replace(NEW, capture_id="b" * 32))

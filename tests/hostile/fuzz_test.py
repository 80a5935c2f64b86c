"""Fuzzing for a moment: every target with some inputs at random, the same ones each time."""

import pytest

from tests.hostile.fuzz import TARGETS, fuzz


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_at_random_are_read_or_refused_and_never_crash(name: str) -> None:
    tried, failed = fuzz(name, 25, 20_261)
    assert not failed, failed[0]
    assert tried >= 20

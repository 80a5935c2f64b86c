"""What is unusual by an asset's own past."""

import pytest

from dagster_project.core.anomaly import FEWEST, usual


def test_too_few_numbers_tell_nothing() -> None:
    assert usual([1.0] * (FEWEST - 1)) is None


@pytest.mark.parametrize(
    ("value", "like"), [(4.3, True), (3.1, True), (5.9, True), (0.0, False), (40.0, False), (8.4, False)]
)
def test_a_rate_is_held_against_the_median_of_those_before(value: float, like: bool) -> None:
    known = usual([4.1, 4.3, 4.0, 4.4, 4.2, 3.9, 4.1, 4.2, 4.3])
    assert known is not None and known.holds(value) is like


def test_one_wild_run_does_not_move_what_is_usual() -> None:
    known = usual([0.1] * 8 + [9.0])
    assert known is not None and not known.holds(9.0) and known.holds(0.1)


def test_nothing_where_nothing_was_before_is_usual_and_something_is_not() -> None:
    known = usual([0.0] * 10)
    assert known is not None and known.holds(0.0) and not known.holds(0.2)

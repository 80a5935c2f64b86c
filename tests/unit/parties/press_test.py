"""Newspapers and the like, told by the word beside them."""

import pytest

from tests.unit.parties.conftest import Found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Cuban newspaper Evening Tea said so.", ["Cuban", "Evening Tea"]),
        ("The website TeaLeaks told more.", ["TeaLeaks"]),
        ("Teamin, an internet newspaper of Cuba, said so.", ["Teamin", "Cuba"]),
        ("The paper on Monday said so.", []),
        ("The newspaper Sunday said so.", []),
    ],
)
def test_a_paper_is_told_by_its_cue(found: Found, text: str, expected: list[str]) -> None:
    assert [line.partition(" = ")[0] for line in found(text)] == expected

"""Groups that bear a person's name."""

import pytest

from tests.unit.parties.conftest import Found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Lee Myung Bak man-killing fascist regime drinks.", "group:lee myung bak group"),
        ("The Hitler fascist clique drank.", "group:hitler clique"),
        ("The Vladimir Putin clans drank.", "group:vladimir putin group"),
    ],
)
def test_a_clique_is_named_after_its_person(found: Found, text: str, expected: str) -> None:
    assert [line.partition(" = ")[2] for line in found(text)] == [expected]


def test_a_team_of_workers_is_no_clique(found: Found) -> None:
    assert found("The Kim Yong Nam group drinks.") == ["Kim Yong Nam = person:Kim Yong Nam"]

"""A model's entities beside our mentions."""

from dagster_project.core.parties.second_opinion import Entity, candidate_rows


def test_a_candidate_agrees_with_a_mention_of_its_type_and_stands_alone_without_one() -> None:
    body = "Hentzau met the Tea Farm in Cuba."
    entities = [Entity(28, 32, "GPE"), Entity(0, 7, "PERSON"), Entity(12, 24, "ORG"), Entity(0, 7, "DATE")]
    mentions = [(16, 24, "organization:tea farm"), (28, 32, "country:CUB")]
    rows = candidate_rows("x/1", body, entities, mentions)
    assert [(row.surface, row.party_id, row.agrees) for row in rows] == [
        ("Hentzau", None, False),
        ("the Tea Farm", "organization:tea farm", True),
        ("Cuba", "country:CUB", True),
    ]


def test_another_type_does_not_agree() -> None:
    rows = candidate_rows("x/1", "ROK said", [Entity(0, 3, "ORG")], [(0, 3, "country:KOR")])
    assert [(row.party_id, row.agrees) for row in rows] == [("country:KOR", False)]

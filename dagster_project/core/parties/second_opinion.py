"""A second opinion on who is named: entities that a statistical model found, held against the mentions. Never mentions."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

LABELS: Final = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "country or place",
    "NORP": "country or group",
    "LOC": "place",
    "FAC": "place",
}
"""The model's labels (OntoNotes) that name parties, with the type that each comes to."""


class Entity(NamedTuple):
    """What a model found: code points, end exclusive, and its label."""

    char_start: int
    char_end: int
    label: str


class CandidateRow(NamedTuple):
    """A row of the table `candidates`: an entity of a model beside the mention that it overlaps, if there is one."""

    article_id: str
    surface: str
    label: str
    type: str
    char_start: int
    char_end: int
    party_id: str | None
    agrees: bool


def candidate_rows(
    article_id: str, body: str, entities: Iterable[Entity], mentions: Sequence[tuple[int, int, str]]
) -> list[CandidateRow]:
    """The rows of an article in reading order; MENTIONS are start, end and party id of those in its BODY.

    A row agrees where the longest mention that it overlaps is of a type that its label may stand for. Labels that name no
    parties (dates, numbers) are left out.
    """
    rows = []
    for start, end, label in sorted(set(entities)):
        kind = LABELS.get(label)
        if kind is None:
            continue
        overlapping = [(s - e, s, party_id) for s, e, party_id in mentions if s < end and start < e]
        party_id = min(overlapping)[2] if overlapping else None
        agrees = party_id is not None and party_id.partition(":")[0] in kind
        rows.append(CandidateRow(article_id, body[start:end], label, kind, start, end, party_id, agrees))
    return rows

"""Mentions as erasures need them: which ones name a party by themselves, and what a name may be shortened to."""

from dagster_project.core.history.records import Naming
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.later import BARE_SURNAMES, surname_alone


def as_naming(
    gazetteer: Gazetteer, party_id: str, field: str, char_start: int, char_end: int, surface: str, rule: str
) -> Naming:
    """The mention with these values as a naming."""
    if rule in BARE_SURNAMES:
        return Naming(party_id, field, char_start, char_end, surface, by_itself=False)
    short = surname_alone(gazetteer, party_id, rule) if party_id.startswith("person:") else None
    return Naming(party_id, field, char_start, char_end, surface, short=short)

"""Who stands around a person and bears the name: 'the Aso regime', 'the Chun Doo Hwan fascist clique'."""

import re
from collections.abc import Iterable
from typing import Final

from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.triggers import CLIQUE_NOUNS

_CLIQUE: Final = re.compile(
    r" (?:(?:puppet|conservative|fascist|dictatorial|treacherous|traitorous|military|ruling|bellicose|reactionary|hawkish"
    r"|pro-U\.S\.|man-killing|warmongering) ){0,3}(clique|group|regime|gang|clans?|ring|junta|faction)(?: of traitors)?(?![\w-])"
)
_AT_HOME: Final = "PRK"
_ITS_NOUNS: Final = ("group", "clique", "regime")
"""Nouns under which a listed clique may be found."""


def cliques(gazetteer: Gazetteer, text: str, found: Iterable[Candidate], cues: frozenset[str]) -> list[Candidate]:
    """Groups named after those listed persons of other states that are among FOUND; CUES are those that the text has.

    The id is that of the person's listed group, else the person's name and the noun.
    """
    made: list[Candidate] = []
    if cues.isdisjoint(CLIQUE_NOUNS):
        return made
    known = gazetteer.ids_by_words
    for c in found:
        if c[3] != "person" or (clique := _CLIQUE.match(text, c.end)) is None:
            continue
        if gazetteer.country_of(c.party_id) in (None, _AT_HOME):
            continue
        name = c.party_id.partition(":")[2].lower()
        listed = (known.get(f"{name} {noun}") or "" for noun in _ITS_NOUNS)
        noun = clique.group(1) if clique.group(1) in _ITS_NOUNS else "group"
        party_id = next((i for i in listed if i.startswith("group:")), f"group:{text[c.start : c.end].lower()} {noun}")
        made.append(Candidate(c.start, clique.end(), party_id, "group", "clique_of_person", 0.8, 1))
    return made

"""Who is named in a text: mentions with offsets and canonical ids, roles, attendance. Rules here, knowledge in the gazetteer."""

from dagster_project.core.parties.find import find_parties, near_misses
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.later import BARE_SURNAME
from dagster_project.core.parties.unknown import UnknownPhrases

__all__ = ["BARE_SURNAME", "Gazetteer", "UnknownPhrases", "find_parties", "near_misses"]

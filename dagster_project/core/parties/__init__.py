"""Who is named in a text: mentions with offsets and canonical ids, roles, attendance. Rules here, knowledge in the gazetteer."""

from dagster_project.core.parties.find import find_parties
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.later import BARE_SURNAME
from dagster_project.core.parties.unknown import unknown_phrases

__all__ = ["BARE_SURNAME", "Gazetteer", "find_parties", "unknown_phrases"]

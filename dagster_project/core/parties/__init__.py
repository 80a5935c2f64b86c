"""Who is named in a text: mentions with offsets and canonical ids, roles, attendance. Rules here, knowledge in the gazetteer."""

from dagster_project.core.parties.find import find_parties, near_misses
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.namings import as_naming
from dagster_project.core.parties.unknown import UnknownPhrases

__all__ = ["Gazetteer", "UnknownPhrases", "as_naming", "find_parties", "near_misses"]

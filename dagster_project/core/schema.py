"""The one registry of tables: columns, types, keys, references and their descriptions.

The Arrow schemas, the lake's tables, the expectations, the data dictionary, the comments in the reading copy and the
column metadata in the Dagster UI are all made from `TABLES`. What a table *holds* is decided elsewhere; the registry
says only what shape it has and what each column means.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dagster_project.core.columns import SCHEMA_VERSION, TIMESTAMP, Column, Scope, Table
from dagster_project.core.tables.articles import ARTICLES, DATELINES, DATES, REVISIONS
from dagster_project.core.tables.captures import CAPTURES, OBSERVATIONS, REJECTS, SIGHTINGS, TEXT_VERSIONS
from dagster_project.core.tables.history import CHANGES, ERASURES, EVENTS, STORY_INDEX, STORY_LINKS
from dagster_project.core.tables.parties import ATTENDANCE, CORRECTED, CORRECTIONS, MENTIONS, PARTIES, ROLES
from dagster_project.core.tables.versions import VERSIONS
from dagster_project.core.vocabularies import ARTICLE_KINDS, LANGUAGES, PARTY_TYPES

__all__ = [
    "ARTICLE_KINDS",
    "LANGUAGES",
    "PARTY_TYPES",
    "SCHEMA_VERSION",
    "TABLES",
    "TIMESTAMP",
    "Column",
    "Scope",
    "Table",
]

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        t.name: t
        for t in (
            CAPTURES,
            OBSERVATIONS,
            TEXT_VERSIONS,
            ARTICLES,
            REVISIONS,
            DATES,
            DATELINES,
            PARTIES,
            MENTIONS,
            ROLES,
            ATTENDANCE,
            CORRECTIONS,
            CORRECTED,
            SIGHTINGS,
            CHANGES,
            ERASURES,
            EVENTS,
            STORY_LINKS,
            STORY_INDEX,
            REJECTS,
            VERSIONS,
        )
    }
)
"""Every table by name, in the order in which readers meet them."""

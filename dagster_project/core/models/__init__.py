"""The registry of derived tables: the columns of each statement in `sql/models`, and what they mean.

What a row is stands in the statement's first comment. The comments of the reading copy and the assets of the group
`marts` are made from `MODELS`; a test compares it with what DuckDB says of each statement.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dagster_project.core.models.coverage import COVERAGE
from dagster_project.core.models.history import HISTORY
from dagster_project.core.models.model import Model
from dagster_project.core.models.parties import PARTIES
from dagster_project.core.models.persons import PERSONS

__all__ = ["MODELS", "Model"]

MODELS: Final[Mapping[str, Model]] = MappingProxyType(
    {model.name: model for model in (*PARTIES, *PERSONS, *HISTORY, *COVERAGE)}
)
"""Every derived table by name."""

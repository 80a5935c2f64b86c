"""What worker processes share: the process that they are forked from imports this once, modules and reference data."""

import pyarrow.dataset  # noqa: F401 - a third of a second, and every worker that reads a table by a filter needs it

from dagster_project.core.deferred import PANDAS, refuse
from dagster_project.core.history.story_index import sketch_class
from dagster_project.pipeline import erasures, extract, history, parties  # noqa: F401
from dagster_project.pipeline.rules import gazetteer
from dagster_project.store.home import REFERENCE

refuse(PANDAS)
gazetteer(REFERENCE)
sketch_class()

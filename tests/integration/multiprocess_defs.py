"""The project's definitions with a process for each step, as a code location for the tests."""

import dagster as dg

from dagster_project.definitions import build_defs

defs = build_defs(executor=dg.multiprocess_executor)

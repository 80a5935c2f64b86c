"""Palimpsest: what state news agencies publish, and later rewrite or delete, as a versioned dataset."""

from dagster_project.compiled import activate

__version__ = "0.1.0"

activate()

"""The command `palimpsest`. Each command is thin: it parses, calls the library, and prints."""

from dagster_project.cli.main import main

__all__ = ["main"]

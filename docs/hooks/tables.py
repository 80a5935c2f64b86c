"""Adds the page of all tables to the documentation, made from the registry when the site is built."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from dagster_project.core.models import MODELS
from dagster_project.core.release.dictionary import tables_markdown
from dagster_project.store.sql import first_comment


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put `tables.md` among the pages."""
    derived = {name: first_comment(f"models/{name}") for name in MODELS}
    files.append(File.generated(config, "tables.md", content=tables_markdown(derived)))
    return files

"""Adds the page of all tables to the documentation, made from the registry when the site is built."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from dagster_project.core.release.dictionary import tables_markdown


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put `tables.md` among the pages."""
    files.append(File.generated(config, "tables.md", content=tables_markdown()))
    return files

"""What a run brings: articles created, edited, deleted and restored, and the parties that are no longer named."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import duckdb

from dagster_project.core.vocabularies import REVISION_CHANGES
from dagster_project.pipeline.run import Run
from dagster_project.store.lake import open_lake
from dagster_project.store.publish import stage_views
from dagster_project.store.sql import statement

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class NewErasure:
    """A party that an article named and, as this run finds, names no more. `articles` counts those of the party and kind."""

    party_id: str
    kind: str
    article_id: str
    url: str
    articles: int


@contextmanager
def _asked(run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_lake(run.home)
    try:
        stage_views(connection, run.stage)
        yield connection
    finally:
        connection.close()


def count_turns(run: Run) -> dict[str, int]:
    """How many articles the run finds created, edited, deleted and restored: revisions that the last version lacks."""
    if not run.stage.parts("revisions"):
        return dict.fromkeys(REVISION_CHANGES, 0)
    with _asked(run) as connection:
        found = dict(connection.execute(statement("store/run_turns")).fetchall())
    return {change: int(found.get(change, 0)) for change in REVISION_CHANGES}


def list_new_erasures(run: Run, most: int = SHOWN) -> list[NewErasure]:
    """The erasures that the run finds and the last version lacks, those of the most often erased parties first."""
    if not run.stage.parts("erasures"):
        return []
    with _asked(run) as connection:
        rows = connection.execute(statement("store/run_erasures"), {"most": most}).fetchall()
    return [NewErasure(*row) for row in rows]

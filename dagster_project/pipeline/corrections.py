"""The reviewed corrections: their rows as a table, and which articles a change of the reviewed files touches."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES
from dagster_project.pipeline.run import Run
from dagster_project.store.corrections import load_corrections, load_story_corrections
from dagster_project.store.lake import columns_of, open_lake
from dagster_project.store.sql import identifier, statement
from dagster_project.store.staging import rows_to_table

_COLUMNS = tuple(c.name for c in TABLES["corrections"].columns)
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of the reviewed files touches: articles that it names, those where a correction was applied that is
    changed or gone, and those of which a rule gave a row that is corrected now.
    """

    articles: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def reviewed_rows(run: Run) -> dict[str, _Row]:
    """The rows of the table `corrections` by their id, as the reviewed files have them now."""
    found: list[dict[str, Any]] = [asdict(c) for c in load_corrections(run.reference).rows]
    for story in load_story_corrections(run.reference):
        name = f"{story.action} {story.article_id} {story.other_article_id}"
        found.append({**asdict(story), "correction_id": name, "target": "story"})
    rows = {row["correction_id"]: tuple(row.get(name) for name in _COLUMNS) for row in found}
    if len(rows) != len(found):
        raise PalimpsestError(f"{run.reference / 'story_corrections.csv'}: a pair of articles stands there twice")
    return rows


def published_rows(lake: duckdb.DuckDBPyConnection) -> dict[str, _Row]:
    """The rows of the table `corrections` by their id, as the last version has them."""
    asked = statement("store/rows_of", columns=columns_of(TABLES["corrections"]), table=identifier("lake.corrections"))
    return {row[0]: row for row in lake.execute(asked).fetchall()}


def stage_corrections(run: Run) -> None:
    """Stage the table of corrections as a whole."""
    rows = reviewed_rows(run)
    lake = open_lake(run.home)
    try:
        before = published_rows(lake)
    finally:
        lake.close()
    run.stage.clear("corrections", "replaced_corrections")
    run.stage.write("corrections", "000000", rows_to_table("corrections", [rows[name] for name in sorted(rows)]))
    run.stage.write_ids("corrections", "correction_id", before)


def touched_by_corrections(run: Run, lake: duckdb.DuckDBPyConnection) -> Touched:
    """What the reviewed files change against the last version."""
    now, before = reviewed_rows(run), published_rows(lake)
    changed = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
    rows = [row for name in changed for row in (now.get(name), before.get(name)) if row is not None]
    return Touched(
        _cells(rows, "article_id", "other_article_id"),
        tuple(changed),
        _cells((row for row in rows if _cells([row], "article_id") == ()), "rule"),
    )


def _cells(rows: Iterable[_Row], *names: str) -> tuple[str, ...]:
    """The values that ROWS have in the columns NAMES, each once."""
    at = [_COLUMNS.index(name) for name in names]
    return tuple(sorted({row[i] for row in rows for i in at if row[i] is not None}))

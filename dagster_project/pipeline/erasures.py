"""Erasures: who an article named and names no more, from the staged revisions and mentions."""

from collections import defaultdict
from itertools import groupby
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from dagster_project.core.history.erasures import Erasure, find_erasures
from dagster_project.core.history.records import Naming, Shown
from dagster_project.core.parties import BARE_SURNAME
from dagster_project.core.rows import as_row
from dagster_project.pipeline.run import Run
from dagster_project.store.staging import Stage, rows_to_table


def _part_erasures(stage: Stage, path: Path) -> list[Erasure]:
    """The erasures in one part: only articles with more than one revision can have any."""
    revisions = pq.read_table(path, columns=["article_id", "revision", "change", "first_captured_at", "title", "body"])
    several = pc.unique(revisions.filter(pc.greater(revisions["revision"], 1))["article_id"])
    if not len(several):
        return []
    namings: dict[str, dict[int, list[Naming]]] = defaultdict(lambda: defaultdict(list))
    mentions = stage.folder / "mentions" / path.name
    if mentions.exists():
        named = pq.read_table(
            mentions,
            columns=["article_id", "revision", "party_id", "field", "char_start", "char_end", "surface", "rule"],
        )
        named = named.filter(pc.not_equal(named["rule"], BARE_SURNAME)).drop_columns("rule")
        for row in named.filter(pc.is_in(named["article_id"], several)).to_pylist():
            namings[row.pop("article_id")][row.pop("revision")].append(Naming(**row))
    found: list[Erasure] = []
    rows = revisions.filter(pc.is_in(revisions["article_id"], several)).sort_by(
        [("article_id", "ascending"), ("revision", "ascending")]
    )
    for article_id, group in groupby(rows.to_pylist(), key=lambda row: str(row["article_id"])):
        found.extend(find_erasures([Shown(**row) for row in group], namings[article_id]))
    return found


def find_run_erasures(run: Run) -> int:
    """Stage the erasures of every article that the run derived; returns how many there are."""
    run.stage.clear("erasures")
    total = 0
    for path in run.stage.parts("revisions"):
        found = _part_erasures(run.stage, path)
        total += len(found)
        run.stage.write("erasures", path.stem, rows_to_table("erasures", [as_row(e) for e in found]))
    return total

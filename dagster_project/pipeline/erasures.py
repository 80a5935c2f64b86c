"""Erasures: who an article named and names no more, from the staged revisions and mentions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from dagster_project.core.history.erasures import Erasure, find_erasures
from dagster_project.core.history.records import Naming, Shown
from dagster_project.core.parties import as_naming
from dagster_project.core.parties.other_languages import written_out
from dagster_project.core.rows import as_row
from dagster_project.pipeline import workers
from dagster_project.pipeline.history import DRAFTED
from dagster_project.pipeline.rules import gazetteer
from dagster_project.pipeline.run import Run
from dagster_project.store.staging import Stage, rows_to_table


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the staged revisions, by its file's stem."""

    stage: Stage
    part: str
    reference: Path


def erase_part(task: workers.Task[Part]) -> int:
    """Stage the erasures of one part; returns how many there are."""
    stage, part = task.argument.stage, task.argument.part
    found = _part_erasures(stage, stage.folder / "revisions" / f"{part}.parquet", task.argument.reference)
    stage.write("erasures", part, rows_to_table("erasures", [as_row(e) for e in found]))
    return len(found)


def _part_erasures(stage: Stage, path: Path, reference: Path) -> list[Erasure]:
    """The erasures in one part: only articles with more than one revision can have any."""
    numbers = pq.read_table(path, columns=["article_id", "revision"])
    several = pc.unique(numbers.filter(pc.greater(numbers["revision"], 1))["article_id"])
    if not len(several):
        return []
    columns = ["article_id", "revision", "change", "first_captured_at", "title", "body"]
    revisions = pq.read_table(path, columns=columns, filters=[("article_id", "in", several.to_pylist())])
    namings: dict[str, dict[int, list[Naming]]] = defaultdict(lambda: defaultdict(list))
    mentions = stage.folder / "mentions" / path.name
    if mentions.exists():
        named = pq.read_table(
            mentions,
            columns=["article_id", "revision", "party_id", "field", "char_start", "char_end", "surface", "rule"],
        )
        for row in named.filter(pc.is_in(named["article_id"], several)).to_pylist():
            namings[row.pop("article_id")][row.pop("revision")].append(as_naming(gazetteer(reference), **row))
    others = _other_languages(stage, path.name)
    found: list[Erasure] = []
    rows = revisions.sort_by([("article_id", "ascending"), ("revision", "ascending")])
    for article_id, group in groupby(rows.to_pylist(), key=lambda row: str(row["article_id"])):
        shown = [Shown(**row) for row in group]
        if article_id in others:
            for text in shown:
                if text.change != "deleted":
                    namings[article_id][text.revision].extend(
                        written_out(gazetteer(reference), text.title, text.body, published_on=others[article_id])
                    )
        found.extend(find_erasures(shown, namings[article_id]))
    return found


def _other_languages(stage: Stage, part: str) -> dict[str, date | None]:
    """The articles of a part that are not in English, with their day."""
    drafted = pq.read_table(stage.folder / DRAFTED / part, columns=["article_id", "language", "published_on"])
    return {row["article_id"]: row["published_on"] for row in drafted.to_pylist() if row["language"] != "en"}


def find_run_erasures(run: Run) -> int:
    """Stage the erasures of every article that the run derived; returns how many there are."""
    run.stage.clear("erasures")
    parts = [Part(run.stage, path.stem, run.reference) for path in run.stage.parts("revisions")]
    pool = run.pool(run.stage.rows("revisions"), len(parts))
    notes = run.stage.folder / "notes"
    return sum(workers.run_tasks(erase_part, parts, workers=pool, folder=notes, memory=None))

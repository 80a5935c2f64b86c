"""Parties: who every staged revision names, with roles and attendance; and the table of parties that follows from it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from dagster_project.core.parties import find_parties
from dagster_project.core.records import Named, Party
from dagster_project.core.rows import Rows, as_row
from dagster_project.pipeline import workers
from dagster_project.pipeline.corrections import stage_corrections
from dagster_project.pipeline.history import DRAFTED
from dagster_project.pipeline.portable import run_tasks
from dagster_project.pipeline.rules import gazetteer, rules_changed
from dagster_project.pipeline.run import Progress, Run, no_progress
from dagster_project.store.next_version import open_next
from dagster_project.store.publish import known_among
from dagster_project.store.sql import statement
from dagster_project.store.staging import Stage, rows_to_table

STAGED: Final = ("mentions", "roles", "attendance", "corrected")
UNLISTED: Final = "parties_unlisted"
"""Where each part's unlisted parties are staged before they are merged into `parties`."""
LISTED: Final = "parties_listed"
"""Where the gazetteer's own are staged for the same."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the staged revisions, by its file's stem."""

    stage: Stage
    part: str
    reference: Path

    @property
    def reads(self) -> tuple[str, ...]:
        """The part's articles, revisions and datelines."""
        return tuple(f"{table}/{self.part}.parquet" for table in (DRAFTED, "revisions", "datelines"))

    @property
    def writes(self) -> tuple[str, ...]:
        """The tables of who is named."""
        return (*STAGED, UNLISTED)

    def on(self, stage: Stage, reference: Path) -> "Part":
        """The same part on another machine."""
        return replace(self, stage=stage, reference=reference)


def _rows(part: Part, table: str, columns: list[str]) -> list[dict[str, Any]]:
    path = part.stage.folder / table / f"{part.part}.parquet"
    return list(pq.read_table(path, columns=columns).to_pylist()) if path.exists() else []


def _add_named(rows: Rows, article_id: str, revision: int, named: Named) -> None:
    key = {"article_id": article_id, "revision": revision}
    for number, m in enumerate(named.mentions, 1):
        rows.add(
            "mentions",
            **key,
            mention_id=number,
            field=m.field,
            party_id=m.party_id,
            type=m.type,
            surface=m.surface,
            char_start=m.char_start,
            char_end=m.char_end,
            rule=m.rule,
            confidence=m.confidence,
        )
    for ordinal, r in enumerate(named.roles, 1):
        rows.add(
            "roles",
            **key,
            ordinal=ordinal,
            person_id=r.person_id,
            role=r.role,
            affiliation_id=r.affiliation_id,
            surface=r.surface,
            char_start=r.char_start,
            char_end=r.char_end,
            rule=r.rule,
        )
    for ordinal, a in enumerate(named.attendance, 1):
        rows.add(
            "attendance",
            **key,
            ordinal=ordinal,
            list=a.list,
            rank=a.rank,
            person_id=a.person_id,
            cue=a.cue,
            role=a.role,
            role_from=a.role_from,
            char_start=a.char_start,
            char_end=a.char_end,
        )
    for applied in named.corrected:
        rows.add("corrected", **key, correction_id=applied.correction_id, times=applied.times)


def name_part(task: workers.Task[Part]) -> int:
    """Find the parties of the revisions of one part and stage their rows; returns how many revisions it has."""
    part = task.argument
    known = gazetteer(part.reference)
    languages = {row["article_id"]: row["language"] for row in _rows(part, DRAFTED, ["article_id", "language"])}
    masked: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for row in _rows(part, "datelines", ["article_id", "revision", "char_start", "char_end"]):
        masked[row["article_id"], row["revision"]].append((row["char_start"], row["char_end"]))
    rows, unlisted, count = Rows(), dict[str, Party](), 0
    for row in _rows(part, "revisions", ["article_id", "revision", "title", "body", "published_on", "change"]):
        count += 1
        if row["change"] == "deleted":
            continue
        article_id, revision = row["article_id"], row["revision"]
        named = find_parties(
            known,
            row["title"],
            row["body"],
            article_id=article_id,
            published_on=row["published_on"],
            language=languages[article_id],
            masked=masked[article_id, revision],
        )
        _add_named(rows, article_id, revision, named)
        unlisted.update({party.party_id: party for party in named.parties})
    for name in STAGED:
        part.stage.write(name, part.part, rows_to_table(name, rows.of(name)))
    part.stage.write(UNLISTED, part.part, rows_to_table("parties", [as_row(p) for _, p in sorted(unlisted.items())]))
    return count


@dataclass(frozen=True, slots=True)
class Listed:
    """The parties that the reference data lists: a task, for a worker has the gazetteer at hand."""

    stage: Stage
    reference: Path
    part: str = "000000"

    @property
    def reads(self) -> tuple[str, ...]:
        """Nothing that is staged."""
        return ()

    @property
    def writes(self) -> tuple[str, ...]:
        """The listed parties."""
        return (LISTED,)

    def on(self, stage: Stage, reference: Path) -> "Listed":
        """The same on another machine."""
        return replace(self, stage=stage, reference=reference)


def stage_listed(task: workers.Task[Listed]) -> int:
    """Stage the parties that the gazetteer lists; returns how many."""
    listed = [as_row(party) for party in gazetteer(task.argument.reference).parties()]
    task.argument.stage.write(LISTED, task.argument.part, rows_to_table("parties", listed))
    return len(listed)


def _stage_parties(run: Run) -> None:
    """Stage the table of parties: all that the gazetteer lists, and the unlisted ones that some staged revision names."""
    found: dict[str, tuple[Any, ...]] = {}
    for path in (*run.stage.parts(LISTED), *run.stage.parts(UNLISTED)):
        for row in pq.ParquetFile(path).read().to_pylist():
            found.setdefault(row["party_id"], tuple(row.values()))
    run.stage.write("parties", "000000", rows_to_table("parties", [found[party_id] for party_id in sorted(found)]))
    connection = open_next(run.home, run.stage, {})
    try:
        everything = rules_changed(run.home, run.reference)
        asked = statement("store/orphan_parties", among=known_among(connection)["article"])
        orphans = connection.execute(asked, {"everything": everything}).fetchall()
    finally:
        connection.close()
    run.stage.write_ids("parties", "party_id", (row[0] for row in orphans if row[0] not in found))


def name_parties(run: Run, progress: Progress = no_progress) -> int:
    """Stage who every staged revision names; returns how many revisions were read."""
    run.stage.clear(*STAGED, UNLISTED, LISTED, "parties", "replaced_parties")
    stage_corrections(run)
    paths = run.stage.parts("revisions")
    total = run.stage.rows("revisions")
    parts = [Part(run.stage, path.stem, run.reference) for path in paths]
    done = 0
    for count in run_tasks(run, name_part, parts, items=total, memory=None):
        done += count
        progress("parties", done, total)
    if total:
        list(run_tasks(run, stage_listed, [Listed(run.stage, run.reference)], items=total, memory=None))
        _stage_parties(run)
    return total

"""Stories: which articles tell the same story on several sites, and losses of many articles of a site at once."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.history.events import SiteDay, find_events
from dagster_project.core.history.stories import Member, closure
from dagster_project.core.history.stories import join_stories as join
from dagster_project.core.history.story_corrections import Correction
from dagster_project.core.history.story_match import MAX_DAYS, StoryLink
from dagster_project.core.rows import as_row
from dagster_project.core.schema import TABLES
from dagster_project.pipeline import workers
from dagster_project.pipeline.history import DRAFTED
from dagster_project.pipeline.run import Run
from dagster_project.pipeline.story_tasks import PairTask, Work, match_pairs
from dagster_project.store.corrections import load_story_corrections
from dagster_project.store.home import SQL
from dagster_project.store.lake import columns_of
from dagster_project.store.next_version import open_next
from dagster_project.store.sql import FEW, among, identifier, literal, statement
from dagster_project.store.staging import Stage, rows_to_table

PAIRS_A_TASK: Final = 4_000
"""Pairs of articles that one worker compares at a time."""
TASKS_A_SPAN: Final = 25
"""Tasks whose texts lie ready at a time: DuckDB can't sort those of a million pairs in the memory that it is given."""
SIGNATURES_AT_ONCE: Final = 4_000_000
"""Rows of `story_index` that are compared with each other at a time, for the same reason."""
ROWS_AT_ONCE: Final = 10_000
WORK: Final = "story_work"
"""Where what the workers compare lies while they do."""
MAX_ROUNDS: Final = 8
"""Rounds in which links lead on to further articles; a story that is still growing after so many is left as it is."""


class _Lookup:
    """What the story rules ask of the next version."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run: Run):
        self.connection = connection
        self.run = run

    def _want(self, ids: Set[str]) -> None:
        wanted = pa.table({"article_id": pa.array(sorted(ids), pa.string())})
        self.connection.register("ids", wanted)
        self.connection.execute(statement("store/wanted"))
        self.connection.unregister("ids")

    def rows(self, name: str, ids: Set[str]) -> Iterator[tuple[Any, ...]]:
        """The rows that sql/store/<name>.sql gives for the articles IDS."""
        self._want(ids)
        slots = {"among": _among(ids)} if name == "story_members" else {}
        yield from _each(self.connection.execute(statement(f"store/{name}", **slots)))

    def links(self, ids: Set[str]) -> list[StoryLink]:
        """The links between the articles IDS and any other, found by signature and decided by their texts."""
        self._want(ids)
        self.connection.execute(statement("store/no_candidates"))
        slots = {"days": str(MAX_DAYS), "among": _among(ids)}
        parts = _parts(self.run.stage.rows("story_index"))
        for part in range(parts):
            which = {"mask": str(parts - 1), "part": str(part)}
            self.connection.execute(statement("store/story_candidates", **which, **slots))
        self.connection.execute(statement("store/pairs_of_tasks", pairs_a_task=str(PAIRS_A_TASK)))
        row = self.connection.execute(statement("store/story_tasks")).fetchone()
        tasks = int(row[0]) if row else 0
        spans = (range(first, min(first + TASKS_A_SPAN, tasks)) for first in range(0, tasks, TASKS_A_SPAN))
        return [link for span in spans for link in self._compare(span)]

    def _compare(self, tasks: range) -> list[StoryLink]:
        """The links between the pairs of TASKS, whose texts are put where the workers find them."""
        work = Work(self.run.stage.folder / WORK)
        work.folder.mkdir(parents=True, exist_ok=True)
        self.connection.execute(statement("store/pairs_of_span"), {"first": tasks[0], "last": tasks[-1]})
        compared_ids = self.connection.execute(statement("store/compared_ids"), {"most": FEW + 1}).fetchall()
        few = among("article_id", [row[0] for row in compared_ids])
        self.connection.execute(statement("store/story_pairs", file=literal(str(work.pairs))))
        self.connection.execute(statement("store/story_texts", among=few, file=literal(str(work.texts))))
        compared = workers.run_tasks(
            match_pairs,
            [PairTask(work, number) for number in tasks],
            workers=self.run.workers if len(tasks) > 1 else 0,
            folder=self.run.stage.folder / "notes",
            memory=None,
        )
        found = [link for links in compared for link in links]
        self.run.stage.clear(WORK)
        return found


def _each(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows of RESULT, of which never more than ROWS_AT_ONCE are Python's."""
    while rows := result.fetchmany(ROWS_AT_ONCE):
        yield from rows


def _among(ids: Set[str]) -> str:
    """A condition that holds for rows of the articles IDS."""
    return among("article_id", list(islice(ids, FEW + 1)))


def _parts(signatures: int) -> int:
    """In how many parts, a power of two, so many SIGNATURES are compared: by the last bits of their buckets.

    Two articles are found by a bucket that they share, so that no part needs another.
    """
    parts = 1
    while signatures > parts * SIGNATURES_AT_ONCE:
        parts *= 2
    return parts


def _grow(
    lookup: _Lookup, touched: Set[str], corrections: Sequence[Correction]
) -> tuple[set[str], list[StoryLink], set[str]]:
    """All articles that links lead to from TOUCHED, now or in the last version; the links between them now; and those of
    the articles that any link or correction names: any other is a story of its own.
    """
    known: set[str] = set()
    links: dict[tuple[str, str], StoryLink] = {}
    named = {article_id for c in corrections for article_id in (c.article_id, c.other_article_id)}
    todo = touched
    for _ in range(MAX_ROUNDS):
        if not todo:
            break
        for link in lookup.links(todo):
            links[link.article_id, link.other_article_id] = link
        known |= todo
        before = [StoryLink(one, other, "", None, "") for one, other in lookup.rows("linked_with", todo)]
        named.update(article_id for k in before for article_id in (k.article_id, k.other_article_id))
        todo = closure(known, [*links.values(), *before], corrections) - known
    named.update(article_id for pair in links for article_id in pair)
    return known, sorted(links.values(), key=lambda k: (k.article_id, k.other_article_id)), named & known


def join_stories(run: Run) -> None:
    """Stage `articles` with their stories, `story_links` and `events`.

    Looks at the articles that the run derived and at those that links lead to from them; their links replace those of
    the last version.
    """
    stage = run.stage
    stage.clear("articles", "story_links", "replaced_story_links", "events", "replaced_events", WORK)
    parts = stage.parts(DRAFTED)
    if not stage.parts("derived"):
        return
    corrections = load_story_corrections(run.reference)
    connection = open_next(run.home, stage, {"articles": parts})
    try:
        lookup = _Lookup(connection, run)
        touched = {row[0] for row in _each(connection.execute(statement("store/derived_ids")))}
        known, links, named = _grow(lookup, touched, corrections)
        found = [(Member(*fields), story_id) for *fields, story_id in lookup.rows("story_members", named)]
        told = join([member for member, _ in found], links, corrections)
        stage.write("story_links", "000000", rows_to_table("story_links", [as_row(k) for k in told.links]))
        stage.write_ids("story_links", "article_id", known)
        moved = {m.article_id for m, story_id in found if story_id != told.story_ids[m.article_id]} - touched
        _stage_articles(connection, stage, parts, told.story_ids, moved)
        _stage_events(connection, stage)
    finally:
        connection.close()


def _stage_articles(
    connection: duckdb.DuckDBPyConnection,
    stage: Stage,
    parts: Sequence[Path],
    story_ids: Mapping[str, str],
    moved: set[str],
) -> None:
    """Stage the drafted articles with their stories, and those of the lake that now belong to another story."""
    columns = columns_of(TABLES["articles"])
    schema = TABLES["articles"].arrow_schema()
    for path in parts:
        table = pq.read_table(path)
        stories = [story_ids.get(article_id, article_id) for article_id in table["article_id"].to_pylist()]
        at = table.schema.get_field_index("story_id")
        stage.write(
            "articles", path.stem, table.set_column(at, "story_id", pa.array(stories, pa.string())).cast(schema)
        )
    if moved:
        connection.register(
            "stories", pa.table({"article_id": sorted(moved), "story_id": [story_ids[m] for m in sorted(moved)]})
        )
        found = connection.execute(
            statement("store/articles_with_stories", columns=columns, table=identifier("lake.articles"))
        ).to_arrow_table()
        stage.write("articles", "moved", found.cast(schema))


def _stage_events(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Stage the events of all sites, found from all observations; none where nothing was ever found gone."""
    row = connection.execute(statement("store/any_gone")).fetchone()
    if row is None or not row[0]:
        return
    for name in ("articles", "observations"):
        view, table = identifier(name), identifier(f"next_{name}")
        connection.execute(statement("store/rename_next", view=view, table=table))
    days = (
        connection.execute((SQL / "models" / "site_days.sql").read_text(encoding="utf-8")).to_arrow_table().to_pylist()
    )
    found = find_events(SiteDay(**day) for day in sorted(days, key=lambda d: (d["site"], d["day"])))
    stage.write("events", "000000", rows_to_table("events", [as_row(e) for e in found]))
    before = connection.execute(
        statement("store/ids_of", id=identifier("event_id"), table=identifier("lake.events"))
    ).fetchall()
    stage.write_ids("events", "event_id", (row[0] for row in before))

"""Stories: which articles tell the same story on several sites, and losses of many articles of a site at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.history.events import SiteDay, find_events
from dagster_project.core.history.stories import Correction, Member, closure
from dagster_project.core.history.stories import join_stories as join
from dagster_project.core.history.story_index import StoryText, index_rows
from dagster_project.core.history.story_match import MAX_DAYS, Prepared, StoryLink, match_articles, prepare
from dagster_project.core.rows import as_row
from dagster_project.core.schema import TABLES
from dagster_project.pipeline.history import DRAFTED
from dagster_project.pipeline.run import Run
from dagster_project.store.corrections import load_story_corrections
from dagster_project.store.home import SQL
from dagster_project.store.lake import columns_of
from dagster_project.store.next_version import open_next
from dagster_project.store.sql import identifier, statement
from dagster_project.store.staging import Stage, rows_to_table

MAX_ROUNDS: Final = 8
"""Rounds in which links lead on to further articles; a story that is still growing after so many is left as it is."""


def _story_text(row: Mapping[str, Any]) -> StoryText:
    masked = tuple((start, end) for start, end in row["masked"])
    return StoryText(**{**row, "masked": masked})


def _stage_index(stage: Stage, part: str) -> None:
    """Stage the signatures of the revisions of one part."""
    folder = stage.folder
    articles = {
        row["article_id"]: row
        for row in pq.read_table(
            folder / DRAFTED / f"{part}.parquet", columns=["article_id", "site", "layout", "language", "original_url"]
        ).to_pylist()
    }
    masked: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    lines = folder / "datelines" / f"{part}.parquet"
    if lines.exists():
        for row in pq.read_table(lines, columns=["article_id", "revision", "char_start", "char_end"]).to_pylist():
            masked[row["article_id"], row["revision"]].append((row["char_start"], row["char_end"]))
    columns = ["article_id", "revision", "title", "body", "published_on", "change"]
    rows: list[tuple[Any, ...]] = []
    for row in pq.read_table(folder / "revisions" / f"{part}.parquet", columns=columns).to_pylist():
        if row.pop("change") != "deleted":
            article_id, revision = row["article_id"], row["revision"]
            facts = {**row, **articles[article_id], "masked": tuple(sorted(masked[article_id, revision]))}
            text = StoryText(**facts)
            rows += [as_row(r) for r in index_rows(text)]
    stage.write("story_index", part, rows_to_table("story_index", rows))


class _Lookup:
    """What the story rules ask of the next version."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self.connection = connection

    def _want(self, ids: Iterable[str]) -> None:
        self.connection.execute(statement("store/wanted"), {"ids": sorted(set(ids))})

    def rows(self, name: str, ids: Iterable[str]) -> list[dict[str, Any]]:
        """The rows that sql/store/<name>.sql gives for the articles IDS."""
        self._want(ids)
        return list(self.connection.execute(statement(f"store/{name}")).to_arrow_table().to_pylist())

    def links(self, ids: Iterable[str]) -> list[StoryLink]:
        """The links between the articles IDS and any other, found by signature and decided by their texts."""
        self._want(ids)
        pairs = self.connection.execute(statement("store/story_candidates", days=str(MAX_DAYS))).fetchall()
        texts: dict[str, list[Prepared]] = defaultdict(list)
        for row in self.rows("story_texts", (article_id for pair in pairs for article_id in pair)):
            texts[row["article_id"]].append(prepare(_story_text(row)))
        found = (match_articles(texts[one], texts[other]) for one, other in pairs)
        return [link for link in found if link is not None]


def _grow(
    lookup: _Lookup, touched: Sequence[str], corrections: Sequence[Correction]
) -> tuple[set[str], list[StoryLink]]:
    """All articles that links lead to from TOUCHED, now or in the last version, and the links between them."""
    known: set[str] = set()
    links: dict[tuple[str, str], StoryLink] = {}
    todo = set(touched)
    for _ in range(MAX_ROUNDS):
        if not todo:
            break
        for link in lookup.links(todo):
            links[link.article_id, link.other_article_id] = link
        known |= todo
        before = [
            StoryLink(r["article_id"], r["other_article_id"], "", None, "") for r in lookup.rows("linked_with", todo)
        ]
        todo = closure(known, [*links.values(), *before], corrections) - known
    return known, sorted(links.values(), key=lambda k: (k.article_id, k.other_article_id))


def join_stories(run: Run) -> None:
    """Stage `articles` with their stories, `story_index`, `story_links` and `events`.

    Looks at the articles that the run derived and at those that links lead to from them; their links replace those of
    the last version.
    """
    stage = run.stage
    stage.clear("articles", "story_index", "story_links", "replaced_story_links", "events", "replaced_events")
    parts = stage.parts(DRAFTED)
    for path in parts:
        _stage_index(stage, path.stem)
    if not stage.parts("derived"):
        return
    corrections = load_story_corrections(run.reference)
    connection = open_next(run.home, stage, {"articles": parts})
    try:
        lookup = _Lookup(connection)
        touched = [row[0] for row in connection.execute(statement("store/derived_ids")).fetchall()]
        known, links = _grow(lookup, touched, corrections)
        members = lookup.rows("story_members", known)
        told = join([Member(**{k: m[k] for k in Member.__dataclass_fields__}) for m in members], links, corrections)
        stage.write("story_links", "000000", rows_to_table("story_links", [as_row(k) for k in told.links]))
        stage.write_ids("story_links", "article_id", known)
        story_ids = {m["article_id"]: told.story_ids.get(m["article_id"], m["article_id"]) for m in members}
        moved = {m["article_id"] for m in members if m["story_id"] != story_ids[m["article_id"]]} - set(touched)
        _stage_articles(connection, stage, parts, story_ids, moved)
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
        ids = [story_ids[article_id] for article_id in table["article_id"].to_pylist()]
        at = table.schema.get_field_index("story_id")
        stage.write("articles", path.stem, table.set_column(at, "story_id", pa.array(ids, pa.string())).cast(schema))
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

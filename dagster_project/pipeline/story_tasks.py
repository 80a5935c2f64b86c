"""What worker processes do for the stories: signatures of revisions, and comparing pairs of articles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.history.story_index import StoryText, buckets_of
from dagster_project.core.history.story_match import Prepared, StoryLink, match_articles
from dagster_project.core.rows import Rows
from dagster_project.core.schema import TABLES
from dagster_project.pipeline import workers

Row = Mapping[str, Any]


def signatures(rows: Rows) -> pa.Table:
    """The rows of `story_index` of the articles, revisions and datelines in ROWS."""
    texts = list(_texts(rows))
    found = [buckets_of(text) for text in texts]
    of_text = pa.array([number for number, buckets in enumerate(found) for _ in buckets], pa.int64())
    schema = TABLES["story_index"].arrow_schema()
    own = {
        "band": [band for buckets in found for band in range(len(buckets))],
        "bucket": [bucket for buckets in found for bucket in buckets],
    }
    columns = [
        pa.array(own[field.name], field.type)
        if field.name in own
        else pa.array([getattr(text, field.name) for text in texts], field.type).take(of_text)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _texts(rows: Rows) -> Iterator[StoryText]:
    """The revisions in ROWS that show a text."""

    def of(table: str) -> Iterable[dict[str, Any]]:
        names = list(TABLES[table].by_name)
        return (dict(zip(names, row, strict=True)) for row in rows.of(table))

    articles = {row["article_id"]: row for row in of("articles")}
    masked: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for row in of("datelines"):
        masked[row["article_id"], row["revision"]].append((row["char_start"], row["char_end"]))
    for row in of("revisions"):
        if row["change"] == "deleted":
            continue
        article = articles[row["article_id"]]
        yield StoryText(
            **{name: row[name] for name in ("article_id", "revision", "title", "body", "published_on")},
            **{name: article[name] for name in ("site", "layout", "language", "original_url")},
            masked=tuple(sorted(masked[row["article_id"], row["revision"]])),
        )


@dataclass(frozen=True, slots=True)
class Work:
    """The folder with the pairs to be compared and the texts that they need, each in the tasks' order."""

    folder: Path

    @property
    def pairs(self) -> Path:
        """task, article_id, other_article_id."""
        return self.folder / "pairs.parquet"

    @property
    def texts(self) -> Path:
        """task and the fields of a StoryText."""
        return self.folder / "texts.parquet"


@dataclass(frozen=True, slots=True)
class PairTask:
    """The pairs of one task."""

    work: Work
    number: int


def _story_text(row: Row) -> StoryText:
    masked = tuple((start, end) for start, end in row["masked"])
    return StoryText(**{**{k: v for k, v in row.items() if k != "task"}, "masked": masked})


def match_pairs(task: workers.Task[PairTask]) -> list[StoryLink]:
    """The links between the pairs of one task."""
    work, mine = task.argument.work, [("task", "==", task.argument.number)]
    texts: dict[str, list[Prepared]] = defaultdict(list)
    for batch in pq.read_table(work.texts, filters=mine).to_batches(max_chunksize=500):
        for row in batch.to_pylist():
            texts[row["article_id"]].append(Prepared(_story_text(row)))
    pairs = pq.read_table(work.pairs, filters=mine).to_pylist()
    found = (match_articles(texts[pair["article_id"]], texts[pair["other_article_id"]]) for pair in pairs)
    return [link for link in found if link is not None]

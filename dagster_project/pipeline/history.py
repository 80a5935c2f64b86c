"""History: for every article that a run touches, its revisions, changes, dates and datelines, from all its observations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.history.changes import list_changes
from dagster_project.core.history.records import Change, History, Observation, Span, TextVersion
from dagster_project.core.history.revisions import build_history
from dagster_project.core.rows import Rows
from dagster_project.core.schema import TABLES
from dagster_project.pipeline import workers
from dagster_project.pipeline.corrections import touched_by_corrections
from dagster_project.pipeline.rereading import note_rereadings
from dagster_project.pipeline.rules import rules_changed
from dagster_project.pipeline.run import Progress, Run, no_progress
from dagster_project.pipeline.story_tasks import signatures
from dagster_project.store.lake import columns_of, file_list, open_lake
from dagster_project.store.publish import stage_views
from dagster_project.store.sql import among, literal, statement, within
from dagster_project.store.staging import Stage, rows_to_table

BUCKET_ROWS: Final = 2_000
"""Articles a task: what one worker holds at a time."""
SPAN_BUCKETS: Final = 50
"""Buckets whose rows are sorted together: DuckDB can't sort a million texts in the memory that it is given."""
DRAFTED: Final = "articles_drafted"
"""Where articles are staged before their story is known."""
STAGED: Final = ("revisions", "changes", "dates", "datelines", "texts")
_DATELINE_DAYS: Final = 3
_ARTICLE_TEXT: Final = ("paragraphs", "language", "topic", "kind", "byline", "event_date", "event_start", "event_end")

_Text = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bucket:
    """The articles of one task, by their number in the run's list."""

    stage: Stage
    number: int


def _group_rows(table: pa.Table) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows of TABLE, which is sorted by article, as one list an article."""
    rows = (row for batch in table.to_batches(max_chunksize=500) for row in batch.to_pylist())
    for article_id, group in groupby(rows, key=lambda row: row["article_id"]):
        yield str(article_id), list(group)


def _gathered(stage: Stage, name: str, bucket: int) -> Path:
    """Where the rows of the table NAME lie of BUCKET's span of the articles to derive, in the order of the articles."""
    return stage.folder / "gathered" / f"{name}-{bucket // SPAN_BUCKETS:06d}.parquet"


def _fetch(bucket: Bucket, table: str) -> pa.Table:
    """The gathered rows of one bucket: the file is in the buckets' order, so that others' row groups are not read."""
    return pq.read_table(_gathered(bucket.stage, table, bucket.number), filters=[("bucket", "==", bucket.number)])


def _best_text(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of an article's texts, one a digest: the run's before the lake's."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(
        rows, key=lambda r: (r["rank"], r["paragraphs"], r["topic"] is None, r["topic"] or "", r["kind"])
    ):
        found.setdefault(row["text_sha256"], {name: row[name] for name in TABLES["texts"].by_name})
    return found


def _add_article(rows: Rows, history: History, text: _Text) -> None:
    rows.add(
        "articles",
        article_id=history.article_id,
        story_id=history.article_id,
        site=history.current.site,
        url=history.url,
        original_url=history.original_url,
        title=text["title"],
        body=text["body"],
        **{name: text[name] for name in _ARTICLE_TEXT},
        published_on=history.published_on,
        published_from=history.published_from,
        state=history.state,
        revisions=len(history.revisions),
        word_count=len(text["body"].split()),
        first_captured_at=history.first_captured_at,
        last_captured_at=history.last_captured_at,
        capture_id=history.current.capture_id,
        layout=history.current.layout,
        extractor=history.current.extractor,
        notes=list(history.current.notes),
    )


def _add_change(rows: Rows, change: Change) -> None:
    def spans(of: Sequence[Span]) -> list[dict[str, object]]:
        return [{"field": s.field, "start": s.start, "end": s.end} for s in of]

    rows.add(
        "changes",
        article_id=change.article_id,
        from_revision=change.from_revision,
        to_revision=change.to_revision,
        changed_after=change.changed_after,
        changed_at=change.changed_at,
        kind=change.kind,
        similarity=change.similarity,
        removed=list(change.removed),
        added=list(change.added),
        removed_spans=spans(change.removed_spans),
        added_spans=spans(change.added_spans),
    )


def _add_history(rows: Rows, history: History, texts: Mapping[str, _Text]) -> None:
    """Add the rows of one article's history."""
    _add_article(rows, history, texts[history.current_text])
    for revision in history.revisions:
        rows.add(
            "revisions",
            article_id=revision.article_id,
            revision=revision.revision,
            title=revision.title,
            body=revision.body,
            published_on=revision.published_on,
            content_sha256=revision.content_sha256,
            first_captured_at=revision.first_captured_at,
            last_captured_at=revision.last_captured_at,
            capture_id=revision.capture_id,
            previous_capture_id=revision.previous_capture_id,
            change=revision.change,
            evidence=revision.evidence,
            similarity=revision.similarity,
        )
        if revision.text_sha256 is None:
            continue
        text = texts[revision.text_sha256]
        key = {"article_id": revision.article_id, "revision": revision.revision}
        chosen = False
        for ordinal, claim in enumerate(text["claims"], 1):
            same = claim["date"] == revision.published_on
            behind = (revision.published_on - claim["date"]).days if revision.published_on else 0
            near = claim["rule"].startswith("dateline") and 0 <= behind <= _DATELINE_DAYS
            is_chosen = (
                same and not chosen and (claim["rule"] == revision.published_from or revision.published_from is None)
            )
            rows.add(
                "dates",
                **key,
                ordinal=ordinal,
                rule=claim["rule"],
                date=claim["date"],
                evidence=claim["evidence"],
                chosen=is_chosen,
                agrees=same or near,
            )
            chosen = chosen or is_chosen
        for dateline in text["datelines"]:
            rows.add("datelines", **key, **dateline)
    for change in list_changes(history.revisions):
        _add_change(rows, change)


def derive_bucket(task: workers.Task[Bucket]) -> int:
    """Derive the articles of one bucket and stage their rows; returns how many articles it holds."""
    bucket = task.argument
    observations = _fetch(bucket, "observations").select(list(TABLES["observations"].by_name))
    texts = dict(_group_rows(_fetch(bucket, "texts")))
    rows, count = Rows(), 0
    for article_id, seen in _group_rows(observations):
        by_digest = _best_text(texts.get(article_id, []))
        listed = [Observation(**{**row, "notes": tuple(row["notes"])}) for row in seen]
        history = build_history(
            article_id,
            listed,
            {
                digest: TextVersion(digest, row["title"], row["body"], row["published_on"], row["published_from"])
                for digest, row in by_digest.items()
            },
        )
        used = {o.text_sha256 for o in listed}
        for digest, row in sorted(by_digest.items()):
            if digest in used:
                rows.add("texts", **row)
        if history is not None:
            _add_history(rows, history, by_digest)
        count += 1
    part = f"{bucket.number:06d}"
    bucket.stage.write("story_index", part, signatures(rows))
    for name in STAGED:
        bucket.stage.write(name, part, rows_to_table(name, rows.of(name)))
    bucket.stage.write(DRAFTED, part, rows_to_table("articles", rows.of("articles")))
    return count


def _list_touched(run: Run) -> Path | None:
    """Write the list of articles to derive; None where it is empty."""
    everything = rules_changed(run.home, run.reference)
    lake = open_lake(run.home)
    try:
        stage_views(lake, run.stage)
        corrected = {name: list(ids) for name, ids in asdict(touched_by_corrections(run, lake)).items()}
        touched = lake.execute(
            statement("store/touched_articles"), {"everything": everything, "bucket_rows": BUCKET_ROWS, **corrected}
        ).to_arrow_table()
    finally:
        lake.close()
    run.stage.clear("derived")
    if touched.num_rows == 0:
        return None
    target = run.stage.folder / "derived" / "articles.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(touched, target, compression="zstd")
    return target


def _gather(run: Run, touched: Path) -> None:
    """Put the observations and texts of all articles to derive into one file each a span, in the buckets' order.

    Each bucket then reads its own rows only, so that the cost of a run is that of its articles, however many there are.
    """
    lake = open_lake(run.home)
    try:
        stage_views(lake, run.stage)
        files = file_list([touched])
        known = [row[0] for row in lake.execute(statement("store/known_of", touched=files)).fetchall()]
        _gathered(run.stage, "texts", 0).parent.mkdir(parents=True, exist_ok=True)
        for first, bounds in _spans(touched):
            span = {"within": bounds, "first": str(first), "last": str(first + SPAN_BUCKETS - 1), "touched": files}
            for name in ("observations", "texts"):
                file = literal(str(_gathered(run.stage, name, first)))
                slots = {"columns": columns_of(TABLES[name]), "among": among("article_id", known), "file": file}
                lake.execute(statement(f"store/gather_{name}", **span, **slots))
    finally:
        lake.close()


def _spans(touched: Path) -> Iterator[tuple[int, str]]:
    """The spans of the articles to derive: the first bucket of each, and a condition that holds for all rows about it.

    A page that held several articles, and is gone, stands under an id that those of its articles begin with.
    """
    listed = pq.read_table(touched, columns=["article_id"]).column(0)
    size = SPAN_BUCKETS * BUCKET_ROWS
    for first in range(0, len(listed), size):
        ids = listed.slice(first, size + 1).to_pylist()
        low = min(article_id.partition("#")[0] for article_id in ids) if first else None
        yield first // BUCKET_ROWS, within("article_id", low, ids[size] if len(ids) > size else None)


def derive_history(run: Run, progress: Progress = no_progress) -> int:
    """Stage the history of every article that the run touches; returns how many there are."""
    run.stage.clear(*STAGED, "story_index", DRAFTED, "gathered")
    note_rereadings(run)
    touched = _list_touched(run)
    if touched is None:
        return 0
    total = int(pq.read_metadata(touched).num_rows)
    _gather(run, touched)
    buckets = [Bucket(run.stage, number) for number in range((total + BUCKET_ROWS - 1) // BUCKET_ROWS)]
    pool = run.pool(total, len(buckets))
    done = 0
    for count in workers.run_tasks(
        derive_bucket, buckets, workers=pool, folder=run.stage.folder / "notes", memory=None
    ):
        done += count
        progress("history", done, total)
    run.stage.clear("gathered")
    return total

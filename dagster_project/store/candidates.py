"""The optional table `candidates`: what spaCy names in the articles, written beside the dataset and never into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.parties.second_opinion import CandidateRow, Entity, candidate_rows
from dagster_project.store.home import Home
from dagster_project.store.query import open_version
from dagster_project.store.sql import statement

SCHEMA = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("surface", pa.string(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("char_start", pa.int32(), nullable=False),
        pa.field("char_end", pa.int32(), nullable=False),
        pa.field("party_id", pa.string()),
        pa.field("agrees", pa.bool_(), nullable=False),
    ]
)
_BATCH = 200


def load_model(name: str) -> Any:
    """The spaCy pipeline NAME with its named entities only. Raises PalimpsestError where spaCy or the model is missing."""
    try:
        import spacy  # noqa: PLC0415
    except ImportError:
        raise PalimpsestError("spaCy is not installed; install it with: pip install 'palimpsest[ner]'") from None
    try:
        return spacy.load(name, exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])
    except OSError:
        raise PalimpsestError(
            f"{name}: no such spaCy model here; install one (python -m spacy download en_core_web_sm) or name one with --model"
        ) from None


def _rows(home: Home, model: Any, limit: int | None) -> Iterator[CandidateRow]:
    result = open_version(home).execute(statement("store/texts_with_spans"))
    done = 0
    while batch := result.fetchmany(_BATCH):
        batch = batch[: limit - done] if limit is not None else batch
        done += len(batch)
        for (article_id, body, starts, ends, ids), doc in zip(batch, model.pipe(row[1] for row in batch), strict=True):
            entities = [Entity(e.start_char, e.end_char, e.label_) for e in doc.ents]
            yield from candidate_rows(article_id, body, entities, list(zip(starts, ends, ids, strict=True)))
        if limit is not None and done >= limit:
            return


def write_candidates(home: Home, model: Any, target: Path, limit: int | None = None) -> tuple[int, int]:
    """Write the table `candidates` of the present articles (the first LIMIT) as Parquet to TARGET.

    Returns how many rows it has and with how many of them the mentions agree.
    """
    rows = list(_rows(home, model, limit))
    table = pa.Table.from_pylist([row._asdict() for row in rows], schema=SCHEMA)
    try:
        pq.write_table(table, target, compression="zstd")
    except OSError as error:
        raise PalimpsestError(f"{target}: can't be written ({error.strerror})") from None
    return len(rows), sum(row.agrees for row in rows)

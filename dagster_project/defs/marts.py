"""The derived tables as assets, with the lineage of their columns. They are no part of a build: it need not wait for them."""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from dagster_project.core.models import MODELS
from dagster_project.defs.lineage import model_lineage, tables_of
from dagster_project.defs.metadata import column_schema
from dagster_project.defs.resources import HomeResource
from dagster_project.store.sql import first_comment, statement_digest


def _spec(name: str) -> dg.AssetSpec:
    model = MODELS[name]
    return dg.AssetSpec(
        name,
        deps=[*tables_of(name), "versions"],
        description=first_comment(f"models/{name}"),
        group_name="marts",
        kinds={"sql", "duckdb"},
        owners=["team:palimpsest"],
        code_version=statement_digest(f"models/{name}"),
        metadata={"dagster/column_schema": column_schema(model), "key": ", ".join(model.key)},
        tags={"scope": "global", "public": "yes"},
        automation_condition=dg.AutomationCondition.eager(),
    )


@dg.multi_asset(specs=[_spec(name) for name in MODELS], name="derived", pool="publish")
def derived(home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Store the derived tables of the newest version, so that they answer at once."""
    from dagster_project.store.marts import store_models  # noqa: PLC0415

    for name, rows in store_models(home.home()).items():
        yield dg.MaterializeResult(
            asset_key=name, metadata={"dagster/row_count": rows, "dagster/column_lineage": model_lineage(name)}
        )


MART_ASSETS: Final = [derived]
MART_JOBS: Final = [
    dg.define_asset_job(
        "marts",
        selection=dg.AssetSelection.groups("marts"),
        description="Store the derived tables of the newest version as Parquet, so that they answer at once.",
    )
]

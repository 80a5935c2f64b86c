"""Checks that hold an asset against its own past: rates that jump, a source that falls silent, columns that change."""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final

import dagster as dg

from dagster_project.core.anomaly import usual
from dagster_project.core.sources import Source
from dagster_project.defs.assets import HISTORY, NAMED, READ
from dagster_project.defs.capture import LIVE, asset_name
from dagster_project.defs.metadata import RATES

REMEMBERED: Final = 40
"""Materializations that are looked back at."""
_REMEDY: Final = {
    "rejects": "`palimpsest status` counts rejects by reason; `palimpsest inspect` a page of the most frequent one",
    "sightings": "a site's lists have changed, or other pages were captured than usual: `palimpsest inspect` a list page",
    "changes": "many edits at once are news, or a layout's change was taken for edits: `palimpsest diff` shows them",
}
_ANY_TABLE: Final = "look whether other pages were captured than usual; if not, the site or the rules have changed"


def numbers(instance: dg.DagsterInstance, asset: str, key: str) -> list[float]:
    """The numbers that ASSET told as KEY, the newest first."""
    records = instance.fetch_materializations(dg.AssetKey(asset), limit=REMEMBERED).records
    told = (r.asset_materialization.metadata.get(key) for r in records if r.asset_materialization)
    return [float(value.value) for value in told if value is not None and isinstance(value.value, int | float)]


def judged(asset: str, check: str, key: str, told: Sequence[float], remedy: str) -> dg.AssetCheckResult:
    """What the check says of the newest number of TOLD, given those before."""
    if not told:
        said = "too few rows in this run to tell"
        return dg.AssetCheckResult(asset_key=asset, check_name=check, passed=True, description=said)
    known = usual(told[1:])
    if known is None:
        said = f"{key} {told[0]:g}; {len(told) - 1} earlier runs are too few to tell"
        return dg.AssetCheckResult(asset_key=asset, check_name=check, passed=True, description=said)
    passed = known.holds(told[0])
    said = f"{key} {told[0]:g}, usually {known.low:g} to {known.high:g}"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=check,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        description=said if passed else f"{said}; {remedy}",
        metadata={"value": told[0], "median": known.median, "low": known.low, "high": known.high, "runs": known.runs},
    )


@dg.multi_asset_check(
    name="rates_are_usual",
    specs=[
        dg.AssetCheckSpec(
            f"{table}_rate_is_usual",
            asset=table,
            description=f"Warns where rows per row of {of} are unlike those of the last {REMEMBERED} runs.",
        )
        for table, of in RATES.items()
    ],
)
def rates_are_usual(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Hold each table's rate against its own past."""
    for table, of in RATES.items():
        key = f"per_row_of_{of}"
        newest = context.instance.fetch_materializations(dg.AssetKey(table), limit=1).records
        told = numbers(context.instance, table, key)
        if not (newest and newest[0].asset_materialization and key in newest[0].asset_materialization.metadata):
            told = []
        yield judged(table, f"{table}_rate_is_usual", key, told, _REMEDY.get(table, _ANY_TABLE))


def _silence_check(source: Source) -> dg.AssetChecksDefinition:
    asset = asset_name(source.source)
    name = f"{asset}_still_speaks"

    @dg.asset_check(
        name=name,
        asset=asset,
        description="Warns where a site whose lists bring new articles has brought none for ten runs.",
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        told = numbers(context.instance, asset, "articles_discovered")
        silent = len(told) >= 20 and not any(told[:10]) and sum(1 for n in told[10:] if n) >= 5
        return dg.AssetCheckResult(
            passed=not silent,
            severity=dg.AssetCheckSeverity.WARN,
            description="no new article in ten runs: look at the site's list pages; its layout or address has changed"
            if silent
            else f"{told[0] if told else 0:g} new articles in this run",
            metadata={"last_runs": told[:10]},
        )

    return check


def _schema_checks() -> Sequence[dg.AssetChecksDefinition]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.build_column_schema_change_checks(assets=[*READ, *HISTORY, *NAMED, "erasures"])


HISTORY_CHECKS: Final[list[Any]] = [rates_are_usual, *map(_silence_check, LIVE), *_schema_checks()]

"""The audit as asset checks: one check an expectation, those of critical severity blocking."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from dagster_project.audit.expectations import Expectation, expectations
from dagster_project.audit.results import note_passed
from dagster_project.defs.assets import HISTORY, NAMED, READ
from dagster_project.defs.docs_links import docs_url
from dagster_project.defs.metadata import as_plain
from dagster_project.defs.resources import HomeResource


def _spec(e: Expectation) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name=e.name,
        asset=e.table,
        blocking=e.severity == "critical",
        description=f"Fails where there are rows such as: {e.offence}",
        metadata={"severity": e.severity, "remedy": e.remedy},
    )


def _rows(sample: tuple[dict[str, Any], ...]) -> str:
    if not sample:
        return "none shown"
    names = list(sample[0])
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    return "\n".join(lines + ["| " + " | ".join(as_plain(row[n]) for n in names) + " |" for row in sample])


def _audit_of(step: str, tables: Sequence[str]) -> dg.AssetChecksDefinition:
    """The checks of the tables that one step stages. They run right after it, so that a failed one stops what follows."""

    @dg.multi_asset_check(specs=[_spec(e) for e in expectations() if e.table in tables], name=f"audit_{step}")
    def check(context: dg.AssetCheckExecutionContext, home: HomeResource) -> Iterator[dg.AssetCheckResult]:
        from dagster_project.audit.data_docs import Docs  # noqa: PLC0415
        from dagster_project.audit.run import audit  # noqa: PLC0415

        run, settings = home.run(context.run.run_id), home.settings()
        docs = Docs(run.home, context.run.run_id)
        results = audit(run.stage, tables, docs)
        note_passed(run.stage, tables, results)
        for result in results:
            page = docs.page(result.table)
            yield dg.AssetCheckResult(
                asset_key=result.table,
                check_name=result.name,
                passed=result.passed,
                description=result.message,
                severity=dg.AssetCheckSeverity.ERROR if result.severity == "critical" else dg.AssetCheckSeverity.WARN,
                metadata={
                    "rows": result.rows,
                    "failing_rows": dg.MetadataValue.md(_rows(result.sample)),
                    "what_to_do": result.remedy,
                    **({"data_docs": docs_url(settings, page, result.name)} if page.exists() else {}),
                    **({"error": result.error} if result.error else {}),
                },
            )

    return check


AUDITS = [
    _audit_of("extraction", READ),
    _audit_of("history", HISTORY),
    _audit_of("named", NAMED),
    _audit_of("erased", ("erasures",)),
]

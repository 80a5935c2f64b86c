"""The assets: each named as the table that it makes, each a few lines over the pipeline."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from pydantic import Field

from dagster_project import __version__
from dagster_project.core.versions import EXTRACTOR_VERSION, HISTORY_VERSION, RULES_VERSION
from dagster_project.defs.metadata import erasure_list, spec, staged
from dagster_project.defs.progress import LISTENER
from dagster_project.defs.resources import HomeResource

READ = ("captures", "observations", "sightings", "rejects")
HISTORY = ("articles", "revisions", "changes", "dates", "datelines", "texts", "story_links", "story_index", "events")
NAMED = ("parties", "mentions", "roles", "attendance", "corrections", "corrected")


class Inputs(dg.Config):
    """What to capture: files or folders. None means what is stored already, in an empty home the bundled sample.

    `url` is the address of a bare page that names none.
    """

    inputs: list[str] = Field(default_factory=list)
    url: str = ""


def _log(context: dg.AssetExecutionContext) -> Any:
    """Progress as log lines, at most one a tenth of the way."""
    said: dict[str, int] = {}

    def progress(stage: str, done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        LISTENER.get()(stage, done, total)
        if tenth != said.get(stage):
            said[stage] = tenth
            context.log.info(f"{stage}: {done:,} of {total:,}")

    return progress


@dg.asset(
    name="archive",
    group_name="capture",
    kinds={"warc"},
    code_version=__version__,
    owners=["team:palimpsest"],
    tags={"scope": "capture", "public": "no"},
    description="Every response as it came, in WARC files that are never changed, and an index of them.",
)
def archive(context: dg.AssetExecutionContext, config: Inputs, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Store the responses of the inputs in the home's captures folder, as they came."""
    from dagster_project.pipeline.capture import capture_inputs, default_inputs  # noqa: PLC0415
    from dagster_project.store.lake import open_lake  # noqa: PLC0415
    from dagster_project.store.maintenance import sweep  # noqa: PLC0415

    run = home.run(context.run_id)
    with run.home.writing(600):
        sweep(run.home)
        open_lake(run.home, read_only=False).close()
        report = capture_inputs(run, config.inputs or default_inputs(run.home), config.url or None)
    for note in report.notes:
        context.log.warning(note)
    return dg.MaterializeResult(
        metadata={
            "files": report.files,
            "responses": report.responses,
            "notes": report.notes,
            "folder": dg.MetadataValue.path(run.home.captures),
        }
    )


@dg.multi_asset(
    specs=[spec(name, deps=["archive"], code_version=EXTRACTOR_VERSION) for name in READ], name="extraction"
)
def extraction(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Read every capture that is new, or that an older extractor read."""
    from dagster_project.pipeline.drift import measure_drift  # noqa: PLC0415
    from dagster_project.pipeline.extract import extract_pending  # noqa: PLC0415

    run = home.run(context.run_id)
    report = extract_pending(run, _log(context))
    more = {f"outcome_{name}": count for name, count in sorted(report.outcomes.items())}
    for name in READ:
        drift = measure_drift(run, "captures") if name == "captures" else {}
        yield staged(run.stage, name, captures=report.captures, **more, **drift)


@dg.multi_asset(
    specs=[spec(name, deps=["observations"], code_version=HISTORY_VERSION) for name in HISTORY], name="history"
)
def history(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Derive the history of every article that the run touches, and the stories that articles share."""
    from dagster_project.pipeline.drift import measure_drift  # noqa: PLC0415
    from dagster_project.pipeline.history import derive_history  # noqa: PLC0415
    from dagster_project.pipeline.news import count_turns  # noqa: PLC0415
    from dagster_project.pipeline.stories import join_stories  # noqa: PLC0415

    run = home.run(context.run_id)
    derive_history(run, _log(context))
    join_stories(run)
    told: dict[str, dict[str, Any]] = {"articles": measure_drift(run, "articles"), "revisions": {**count_turns(run)}}
    for name in HISTORY:
        yield staged(run.stage, name, **told.get(name, {}))


@dg.multi_asset(
    specs=[spec(name, deps=["revisions", "datelines", "articles"], code_version=RULES_VERSION) for name in NAMED],
    name="named",
)
def named(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Find who every new revision names, in which role, and who attended."""
    from dagster_project.pipeline.parties import name_parties  # noqa: PLC0415

    run = home.run(context.run_id)
    name_parties(run, _log(context))
    for name in NAMED:
        yield staged(run.stage, name)


@dg.multi_asset(specs=[spec("erasures", deps=["revisions", "mentions"], code_version=HISTORY_VERSION)], name="erased")
def erased(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Find the parties that articles named and name no more."""
    from dagster_project.pipeline.erasures import find_run_erasures  # noqa: PLC0415
    from dagster_project.pipeline.news import list_new_erasures  # noqa: PLC0415

    run = home.run(context.run_id)
    find_run_erasures(run)
    return staged(run.stage, "erasures", no_longer_named=erasure_list(list_new_erasures(run)))


@dg.multi_asset(
    specs=[spec("versions", deps=[*READ, *HISTORY, *NAMED, "erasures"], code_version=__version__)],
    name="publish",
    pool="publish",
)
def publish(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Publish what the run has staged as a version, where the audit has passed; the one step that writes the lake."""
    from dagster_project.pipeline.publish import publish_run  # noqa: PLC0415

    run = home.run(context.run_id)
    published = publish_run(run)
    return dg.MaterializeResult(
        asset_key="versions",
        metadata={
            "version": published.version or "nothing new",
            "snapshot": published.snapshot_id or 0,
            "rows_added": dict(published.added),
            "rows_removed": dict(published.removed),
            "reading_copy": dg.MetadataValue.path(run.home.reading_copy),
        },
    )


@dg.asset(
    name="report",
    deps=["versions"],
    group_name="release",
    kinds={"html"},
    code_version=__version__,
    owners=["team:palimpsest"],
    tags={"scope": "global", "public": "yes"},
    description="The newest version as one page to look at: months, countries, places, parties, edits, erasures, coverage.",
)
def report(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Draw the newest version, where it isn't drawn yet."""
    from dagster_project.pipeline.report import refresh_report  # noqa: PLC0415

    page = refresh_report(home.run(context.run_id).home)
    if page is None:
        return dg.MaterializeResult(metadata={"page": "nothing has been published yet"})
    return dg.MaterializeResult(metadata={"page": dg.MetadataValue.url(page.as_uri()), "bytes": page.stat().st_size})


ASSETS = [archive, extraction, history, named, erased, publish, report]

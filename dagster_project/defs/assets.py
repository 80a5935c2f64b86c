"""The assets: each named as the table that it makes, each a few lines over the pipeline."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
from pydantic import Field

from dagster_project import __version__
from dagster_project.core.versions import EXTRACTOR_VERSION, HISTORY_VERSION, RULES_VERSION
from dagster_project.defs.docs_links import docs_url
from dagster_project.defs.metadata import Telling, erasure_list, spec
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

    run, began = home.run(context.run_id), time.monotonic()
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
            "bytes_stored": sum(path.stat().st_size for path in run.home.captures.glob("*.warc.gz")),
            "seconds": round(time.monotonic() - began, 2),
            "folder": dg.MetadataValue.path(run.home.captures),
        }
    )


class Rebuild(dg.Config):
    """What to read again though today's code has read it; by itself only what is new or was read by older code is.

    `site` as `kcna.kp`, days of capture as 2026-01-31, both ends included; `everything` for all captures.
    """

    everything: bool = False
    site: str = ""
    first_day: str = ""
    last_day: str = ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise dg.Failure(f"{text!r}: is no day; write it as 2026-01-31", allow_retries=False) from None


@dg.multi_asset(
    specs=[spec(name, deps=["archive"], code_version=EXTRACTOR_VERSION) for name in READ], name="extraction"
)
def extraction(
    context: dg.AssetExecutionContext, config: Rebuild, home: HomeResource
) -> Iterator[dg.MaterializeResult[Any]]:
    """Read every capture that is new, that an older extractor read, or that the configuration names."""
    from dagster_project.audit.library import import_library  # noqa: PLC0415
    from dagster_project.pipeline.drift import measure_drift  # noqa: PLC0415
    from dagster_project.pipeline.extract import Again, extract_pending  # noqa: PLC0415

    again = Again(config.everything, config.site or None, _day(config.first_day), _day(config.last_day))
    run = home.run(context.run_id)
    telling = Telling(run, READ)
    report = extract_pending(run, _log(context), again, meanwhile=import_library)
    telling.done()
    more = {f"outcome_{name}": count for name, count in sorted(report.outcomes.items())}
    for name in READ:
        drift = measure_drift(run, "captures") if name == "captures" else {}
        yield telling.of(name, captures=report.captures, **more, **drift)


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
    telling = Telling(run, HISTORY)
    derive_history(run, _log(context))
    join_stories(run)
    telling.done()
    told: dict[str, dict[str, Any]] = {"articles": measure_drift(run, "articles"), "revisions": {**count_turns(run)}}
    for name in HISTORY:
        yield telling.of(name, **told.get(name, {}))


@dg.multi_asset(
    specs=[spec(name, deps=["revisions", "datelines", "articles"], code_version=RULES_VERSION) for name in NAMED],
    name="named",
)
def named(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
    """Find who every new revision names, in which role, and who attended."""
    from dagster_project.pipeline.counts import measured_f1  # noqa: PLC0415
    from dagster_project.pipeline.parties import name_parties  # noqa: PLC0415

    run = home.run(context.run_id)
    telling = Telling(run, NAMED)
    name_parties(run, _log(context))
    telling.done()
    for name in NAMED:
        yield telling.of(name, **(measured_f1() if name == "mentions" else {}))


@dg.multi_asset(specs=[spec("erasures", deps=["revisions", "mentions"], code_version=HISTORY_VERSION)], name="erased")
def erased(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Find the parties that articles named and name no more."""
    from dagster_project.pipeline.erasures import find_run_erasures  # noqa: PLC0415
    from dagster_project.pipeline.news import list_new_erasures  # noqa: PLC0415

    run = home.run(context.run_id)
    telling = Telling(run, ["erasures"])
    find_run_erasures(run)
    telling.done()
    return telling.of("erasures", no_longer_named=erasure_list(list_new_erasures(run)))


@dg.asset(
    name="data_docs",
    deps=[*READ, *HISTORY, *NAMED, "erasures"],
    group_name="audit",
    kinds={"html", "greatexpectations"},
    code_version=__version__,
    owners=["team:palimpsest"],
    tags={"scope": "global", "public": "no"},
    description="What the audit found, as Great Expectations' Data Docs: a page a table, with the failing rows.",
)
def data_docs(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Make sure that everything staged has been audited, and write the index of the audit's pages."""
    from dagster_project.audit.data_docs import Docs, write_index  # noqa: PLC0415
    from dagster_project.audit.results import require_passed  # noqa: PLC0415

    run = home.run(context.run_id)
    require_passed(run.stage)
    docs = Docs(run.home, context.run_id)
    pages = sorted(docs.folder.glob("*.html"))
    index = write_index(run.home)
    return dg.MaterializeResult(
        metadata={
            "pages": len(pages),
            "index": docs_url(home.settings(), index),
            "file": dg.MetadataValue.path(index),
            "note": "" if pages else "the run staged nothing, so nothing was asked",
        }
    )


@dg.multi_asset(
    specs=[spec("versions", deps=[*READ, *HISTORY, *NAMED, "erasures", "data_docs"], code_version=__version__)],
    name="publish",
    pool="publish",
)
def publish(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Publish what the run has staged as a version, where the audit has passed; the one step that writes the lake."""
    from dagster_project.audit.results import require_passed  # noqa: PLC0415
    from dagster_project.pipeline.publish import publish_run  # noqa: PLC0415
    from dagster_project.pipeline.totals import totals_of  # noqa: PLC0415

    run, began = home.run(context.run_id), time.monotonic()
    require_passed(run.stage)
    published = publish_run(run)
    return dg.MaterializeResult(
        asset_key="versions",
        metadata={
            "version": published.version or "nothing new",
            "snapshot": published.snapshot_id or 0,
            "rows_added": dict(published.added),
            "rows_removed": dict(published.removed),
            **totals_of(run.home),
            "seconds": round(time.monotonic() - began, 2),
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
        return dg.MaterializeResult(
            metadata={"page": "not drawn: nothing is published, or so much that `palimpsest report` draws it"}
        )
    return dg.MaterializeResult(
        metadata={
            "page": docs_url(home.settings(), page),
            "file": dg.MetadataValue.path(page),
            "bytes": page.stat().st_size,
        }
    )


class ReleaseConfig(dg.Config):
    """Which release: its name as 2026.07.13 (none: the day of the newest capture), its form, with or without text."""

    version: str = ""
    form: str = "parquet"
    without_text: bool = False


@dg.asset(
    name="release",
    deps=["versions"],
    group_name="release",
    kinds={"parquet"},
    code_version=__version__,
    owners=["team:palimpsest"],
    tags={"scope": "global", "public": "yes"},
    description="The newest version as files to download, check and cite. Made by the job `make_release`, when you ask for it.",
)
def release(context: dg.AssetExecutionContext, config: ReleaseConfig, home: HomeResource) -> dg.MaterializeResult[Any]:
    """Write a release, or find that it lies there already."""
    from dagster_project.audit.version import audit_version  # noqa: PLC0415
    from dagster_project.core.release.shape import FORMATS  # noqa: PLC0415
    from dagster_project.store.release.write import write_release  # noqa: PLC0415

    if config.form not in FORMATS:
        raise dg.Failure(f"form {config.form!r}: is none of {', '.join(FORMATS)}", allow_retries=False)
    written = write_release(
        home.run(context.run_id).home,
        version=config.version or None,
        style=config.form,
        without_text=config.without_text,
        audit=audit_version,
    )
    return dg.MaterializeResult(
        metadata={
            "release": written.release.folder,
            "fresh": written.fresh,
            "files": len(written.release.files),
            "bytes": sum(f.size for f in written.release.files),
            "folder": dg.MetadataValue.path(written.folder),
        }
    )


ASSETS = [archive, extraction, history, named, erased, data_docs, publish, report, release]

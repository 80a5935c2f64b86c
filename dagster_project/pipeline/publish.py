"""The last step: what the run has staged and the audit has passed becomes a version, and readers get it."""

from datetime import UTC, datetime

from dagster_project import __version__
from dagster_project.pipeline.rules import confirm_rules, rules_changed, rules_now
from dagster_project.pipeline.run import Run
from dagster_project.store.archives import drop_stored
from dagster_project.store.catalog_files import back_up, backup_files, note_digests
from dagster_project.store.publish import Published, publish
from dagster_project.store.reading_copy import ensure_reading_copy

AUTHOR = "palimpsest"
WAIT_S = 600.0


def publish_run(run: Run, message: str | None = None) -> Published:
    """Publish what RUN has staged as the next version and swap the reading copy; the staging folder is then removed.

    Where nothing differs from the last version, no version is made. Only one run publishes at a time: another one is
    waited for. Raises PalimpsestError where it still writes after WAIT_S seconds.
    """
    with run.home.writing(WAIT_S):
        published = publish(
            run.home,
            run.stage,
            message=message or _describe(run),
            author=AUTHOR,
            code_version=__version__,
            rules=rules_now(run.reference).as_json(),
            now=datetime.now(UTC).replace(microsecond=0),
        )
        if published.version is None and rules_changed(run.home, run.reference):
            confirm_rules(run.home, run.reference)
        if published.snapshot_id is not None:
            note_digests(run.home)
            if published.version is not None or not backup_files(run.home):
                back_up(run.home, published.snapshot_id)
            ensure_reading_copy(run.home, published.snapshot_id, fresh=published.version is not None)
        drop_stored(run.home)
    run.stage.drop()
    return published


def _describe(run: Run) -> str:
    """What the run brings, in a line: captures read, articles derived."""
    stage = run.stage
    return f"{stage.rows('captures'):,} captures read, {stage.rows('articles'):,} articles derived"

"""Runs of the pipeline's steps without Dagster, for tests that look at what they make."""

from pathlib import Path

from dagster_project.audit.expectations import expectations
from dagster_project.audit.results import CheckResult
from dagster_project.audit.run import audit
from dagster_project.core.captures import SAMPLE_SHARE
from dagster_project.pipeline.capture import capture_inputs
from dagster_project.pipeline.erasures import find_run_erasures
from dagster_project.pipeline.extract import extract_pending
from dagster_project.pipeline.history import derive_history
from dagster_project.pipeline.parties import name_parties
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.run import Run
from dagster_project.pipeline.stories import join_stories
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.lake import open_lake
from dagster_project.store.publish import Published


def run_steps(
    home: Home,
    run_id: str,
    *inputs: Path,
    workers: int = 0,
    compare_every: int = SAMPLE_SHARE,
    reference: Path = REFERENCE,
) -> Run:
    """All steps up to the audit."""
    home.prepare()
    open_lake(home, read_only=False).close()
    run = Run(home, run_id, workers=workers, compare_every=compare_every, reference=reference)
    capture_inputs(run, [str(path) for path in inputs])
    extract_pending(run)
    derive_history(run)
    join_stories(run)
    name_parties(run)
    find_run_erasures(run)
    return run


def audit_all(run: Run) -> list[CheckResult]:
    """The results of all expectations."""
    return audit(run.stage, list(dict.fromkeys(e.table for e in expectations())))


def build(home: Home, run_id: str, *inputs: Path, workers: int = 0, reference: Path = REFERENCE) -> Published:
    """All steps, the audit aside."""
    return publish_run(run_steps(home, run_id, *inputs, workers=workers, reference=reference))

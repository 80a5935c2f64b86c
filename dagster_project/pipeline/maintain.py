"""Maintenance of a home, as the job and the command line call it."""

from datetime import UTC, datetime, timedelta

from dagster_project.store.home import Home
from dagster_project.store.maintenance import KEPT_REPLACED, Maintained, maintain

WAIT_S = 600.0


def maintain_home(home: Home, keep_hours: float | None = None) -> Maintained:
    """Maintain HOME while nobody writes; replaced files stay for KEEP_HOURS (none: two days).

    Raises PalimpsestError where another run still writes after WAIT_S seconds.
    """
    keep = KEPT_REPLACED if keep_hours is None else timedelta(hours=keep_hours)
    with home.writing(WAIT_S):
        return maintain(home, now=datetime.now(UTC), keep=keep)


def describe(done: Maintained) -> str:
    """What maintenance did, in one line."""
    return (
        f"{done.merged:,} files merged into {done.merged_into:,}; {done.files:,} unused files and {done.staging:,} staging "
        f"folders deleted; {done.freed:,} bytes freed, {done.waiting:,} more once readers can no longer hold them"
    )
